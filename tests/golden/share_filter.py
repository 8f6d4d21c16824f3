"""A share in log odds with known pushes, seen with an error: likelihood and filtered level by statsmodels, apart from the program.

Run: python3 share_filter.py   (statsmodels 0.14 or later)

Writes share_filter.csv: blocks of rows `moves` (deviation of a yearly change, part of its variance that the error of one value
is), `value` (one a year: value, empty where missing, and what is pushed into the year), then what the program must find:
`filtered` (level at the last year and its variance) and `log_likelihood` (the first value left out, which only finds the level).
"""

from pathlib import Path

import numpy as np
from statsmodels.tsa.statespace.structural import UnobservedComponents

here = Path(__file__).parent
random = np.random.default_rng(11)
rows = []
for change, noise, gaps, pushed in [
    (0.25, 0.12, [], {}),
    (0.25, 0.12, [3, 4, 9], {12: 0.8}),
    (0.4, 0.45, [1, 2, 3], {5: -0.3, 6: 0.5}),
    (0.1, 0.01, [], {14: 1.0}),
]:
    n, level, y = 15, -1.2, []
    push = np.array([pushed.get(t, 0.0) for t in range(n)])
    for t in range(n):
        level += push[t] + random.normal() * change * (1 - 2 * noise) ** 0.5
        y.append(level + random.normal() * change * noise**0.5)
    y = np.round(y, 6)
    y[gaps] = np.nan
    model = UnobservedComponents(y, "local level")
    # What is pushed into the next year is added on the way there.
    model.ssm["state_intercept"] = np.append(push[1:], 0.0)[None, :]
    model.ssm.initialize_known(np.array([y[0]]), np.array([[25.0]]))
    model.loglikelihood_burn = 1
    found = model.filter([change**2 * noise, change**2 * (1 - 2 * noise)], transformed=True)
    rows.append(["moves", change, noise])
    rows += [["value", "" if np.isnan(v) else repr(float(v)), p] for v, p in zip(y, push)]
    f = found.filter_results
    rows.append(["filtered", repr(float(f.filtered_state[0, -1])), repr(float(f.filtered_state_cov[0, 0, -1]))])
    rows.append(["log_likelihood", repr(float(found.llf_obs[1:].sum())), ""])
with open(here / "share_filter.csv", "w") as out:
    out.write("row,a,b\n")
    for row in rows:
        out.write(",".join(map(str, row)) + "\n")
