"""Fits one hazard with numpy, apart from the program.

Run: suzerain panel --out panel.parquet
     python3 hazard.py panel.parquet

Writes hazard_windows.csv (windows of five years of allied pairs with a major power, 1816-1930: ends
of alliances, eleven covariates) and hazard.csv (what the program must find in them: the spread of the
slopes with the largest marginal likelihood, coefficients, standard errors clustered by pair).
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

here = Path(__file__).parent
names = ["ln_years", "ln_years_squared", "ln_count", "balance", "speed", "size", "one_major", "two_majors",
         "land", "contiguous", "ln_distance"]
d = pd.read_parquet(sys.argv[1], columns=["ccode1", "ccode2", "year", "tie", "cinc_1", "cinc_2", "major_1",
                                          "major_2", "contiguity", "distance_km"])
d = d[d.year <= 1935].sort_values(["ccode1", "ccode2", "year"]).reset_index(drop=True)
d["ratio"] = np.log(d.cinc_1 / d.cinc_2)
rows = []
for (a, b), g in d.groupby(["ccode1", "ccode2"], sort=True):
    tie = dict(zip(g.year, g.tie))
    ratio = dict(zip(g.year, g.ratio))
    start, count = None, 0
    for r in g.itertuples():
        tied = r.tie >= 2
        if tied and tie.get(r.year - 1, 0) < 2:
            start, count = r.year, count + 1
        if not tied or r.year > 1930 or r.major_1 + r.major_2 == 0:
            continue
        window = [tie.get(r.year + k) for k in range(1, 6)]
        ended = any(t is not None and t < 2 for t in window)
        if not ended and None in window:
            continue
        years = np.log1p(r.year - start)
        then = ratio.get(r.year - 5, np.nan)
        rows.append([a, b, r.year, int(ended), years, years**2, np.log1p(count - 1), -abs(r.ratio), abs(r.ratio - then),
                     np.log(r.cinc_1 + r.cinc_2), float(r.major_1 + r.major_2 == 1), float(r.major_1 + r.major_2 == 2),
                     float(r.contiguity == 1), float(r.contiguity > 0), np.log1p(r.distance_km)])
w = pd.DataFrame(rows, columns=["ccode1", "ccode2", "year", "ended", *names]).round(6)
w = w.replace([np.inf, -np.inf], np.nan)
w.to_csv(here / "hazard_windows.csv", index=False)
w = pd.read_csv(here / "hazard_windows.csv")

x = w[names].to_numpy()
mean, sd = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
flat = sd <= 1e-9 * abs(mean)
z = np.where(np.isnan(x) | flat, 0, (x - mean) / np.where(flat, 1, sd))
missing = np.isnan(w.speed.to_numpy()).astype(float)
design = np.c_[np.ones(len(w)), z, missing]
y = w.ended.to_numpy(float)


def precision(spread):
    return np.r_[1 / 10.0**2, np.ones(3), np.full(design.shape[1] - 4, 1 / spread**2)]


def fit(m, t, prior):
    beta = np.zeros(m.shape[1])
    for _ in range(200):
        p = 1 / (1 + np.exp(-m @ beta))
        h = (m * (p * (1 - p))[:, None]).T @ m + np.diag(prior)
        step = np.linalg.solve(h, m.T @ (t - p) - prior * beta)
        beta += step
        if abs(step).max() < 1e-13:
            break
    p = 1 / (1 + np.exp(-m @ beta))
    h = (m * (p * (1 - p))[:, None]).T @ m + np.diag(prior)
    loglik = (t * np.log(p) + (1 - t) * np.log1p(-p)).sum()
    evidence = loglik - 0.5 * (prior * beta**2).sum() + 0.5 * (np.log(prior).sum() - np.linalg.slogdet(h)[1])
    return beta, np.linalg.inv(h), p, evidence


spread = max([0.05, 0.1, 0.2, 0.4, 0.8], key=lambda s: fit(design, y, precision(s))[3])
beta, bread, p, _ = fit(design, y, precision(spread))
scores = pd.DataFrame(design * (y - p)[:, None]).groupby([w.ccode1, w.ccode2]).sum().to_numpy()
g = len(scores)
robust = bread @ (scores.T @ scores * g / (g - 1)) @ bread
out = pd.DataFrame({"term": ["constant", *names, "no_speed"], "coefficient": beta, "error": np.sqrt(np.diag(robust))})
out.loc[len(out)] = ["spread", spread, np.nan]
out.to_csv(here / "hazard.csv", index=False)
print(len(w), y.sum(), missing.mean())
print(out)
