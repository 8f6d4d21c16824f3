"""Poisson pseudo-maximum likelihood with exporter and importer effects: statsmodels with dummies, and pyfixest.

    python gravity.py ECONOMIES COVARIATES RUNS < FLOWS

FLOWS holds little-endian doubles, column by column: the flow, then the covariates, of ECONOMIES squared rows,
exporter by importer. Prints a line for each program that is installed: its name, the median seconds of RUNS warm
runs with errors clustered by unordered pair, and the coefficients.
"""

import statistics
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
n, k, runs = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
columns = np.frombuffer(sys.stdin.buffer.read(), dtype="<f8").reshape(k + 1, n * n)
names = [f"x{i}" for i in range(k)]
d = pd.DataFrame(dict(zip(["y", *names], columns)))
d["exporter"], d["importer"] = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)
d["pair"] = np.minimum(d.exporter, d.importer) * n + np.maximum(d.exporter, d.importer)


def timed(name, task):
    answer = task()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    print(name, statistics.median(times), *map(repr, map(float, answer)))


def with_pyfixest():
    import pyfixest

    formula = f"y ~ {' + '.join(names)} | exporter + importer"

    def fit():
        return pyfixest.fepois(formula, data=d, vcov={"CRV1": "pair"}).coef()[names]

    timed("pyfixest", fit)


def with_statsmodels():
    import statsmodels.api as sm

    effects = [pd.get_dummies(d.exporter, prefix="e"), pd.get_dummies(d.importer, prefix="i").iloc[:, 1:]]
    X = pd.concat([d[names], *effects], axis=1).astype(float)

    def fit():
        model = sm.GLM(d.y, X, family=sm.families.Poisson())
        return model.fit(cov_type="cluster", cov_kwds={"groups": d.pair}).params[names]

    timed("statsmodels", fit)


for program in (with_pyfixest, with_statsmodels):
    try:
        program()
    except ImportError:
        pass
