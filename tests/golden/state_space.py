"""Level with damped slope: likelihoods, states and forecasts by statsmodels, apart from the program.

Run: python3 state_space.py   (statsmodels 0.14 or later)

Writes state_space.csv: blocks of rows `parameters` (variances of noise, level and slope, damping, mean and
variance of the first level, variance of the first slope), `value` (one a date, empty where missing), then what
the program must find: `log_likelihood`, `filtered` and `smoothed` (date, level, slope, their variances), `ahead`
(years ahead, mean, variance of the next value).
"""

from pathlib import Path

import numpy as np
from statsmodels.tsa.statespace.structural import UnobservedComponents

here = Path(__file__).parent
random = np.random.default_rng(3)
rows = []
for noise, level, slope, damping, gaps in [
    (0.04, 0.02, 0.01, 0.8, False),
    (0.04, 0.02, 0.01, 0.8, True),
    (0.0, 0.1, 0.002, 0.95, True),
    (0.5, 0.001, 0.0005, 0.5, False),
]:
    n = 30
    y, a, g = [], 1.5, 0.1
    for _ in range(n):
        y.append(a + random.normal() * noise**0.5)
        a, g = a + g + random.normal() * level**0.5, damping * g + random.normal() * slope**0.5
    y = np.round(y, 6)
    if gaps:
        y[[0, 4, 5, 17, 29]] = np.nan
    start, wide, steady = 1.25, 3.0, slope / (1 - damping**2)
    model = UnobservedComponents(y, level=True, stochastic_level=True, trend=True, stochastic_trend=True,
                                 irregular=True)
    model.ssm["transition"] = np.array([[1.0, 1.0], [0.0, damping]])
    model.ssm.initialize_known(np.array([start, 0.0]), np.diag([wide, steady]))
    model.ssm.loglikelihood_burn = 0
    model.loglikelihood_burn = 0
    found = model.smooth([noise, level, slope], transformed=True)
    rows.append(["parameters", noise, level, slope, damping, start, wide, steady])
    rows += [["value", "" if np.isnan(v) else repr(float(v))] for v in y]
    rows.append(["log_likelihood", repr(float(found.llf))])
    f, s = found.filter_results, found.smoother_results
    for date in (0, 4, 15, 29):
        for name, mean, cov in (("filtered", f.filtered_state, f.filtered_state_cov),
                                ("smoothed", s.smoothed_state, s.smoothed_state_cov)):
            rows.append([name, date, *(repr(float(v)) for v in (mean[0, date], mean[1, date], cov[0, 0, date],
                                                              cov[1, 1, date]))])
    ahead = found.get_forecast(20)
    for h in (1, 5, 20):
        rows.append(["ahead", h, repr(float(ahead.predicted_mean[h - 1])),
                     repr(float(np.asarray(ahead.var_pred_mean)[h - 1]))])
with open(here / "state_space.csv", "w") as out:
    out.write("row,a,b,c,d,e,f,g\n")
    for row in rows:
        out.write(",".join(map(str, row)) + "\n")
