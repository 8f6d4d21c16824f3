"""Writes gravity.csv: Poisson regressions with exporter and importer dummies in statsmodels 0.15.

    python3 -m venv venv && venv/bin/pip install statsmodels pandas
    venv/bin/python gravity.py FOLDER

FOLDER holds gegravity_sample/sample_data_set.csv (P. Herman, gegravity, MIT) and
agtpa_2006/agtpa_2006.csv.gz (Yotov, Piermartini, Monteiro, Larch 2016, chapter 2). Standard errors:
`hc0` is the sandwich without a factor; `pair` clusters by the unordered pair of economies and
counts the dummies as parameters.
"""
import csv
import sys
import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm

warnings.filterwarnings("ignore")
folder = sys.argv[1]
cases = {
    "gegravity_sample": (f"{folder}/gegravity_sample/sample_data_set.csv",
                         ["lndist", "contiguity", "common_language", "pta", "international"], None),
    "agtpa_2006": (f"{folder}/agtpa_2006/agtpa_2006.csv.gz",
                   ["ln_DIST", "CNTG", "LANG", "CLNY", "INTL_BRDR"], "DIST"),
}

with open("gravity.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["data", "covariate", "coefficient", "se_hc0", "se_pair"])
    for name, (path, covariates, logged) in cases.items():
        d = pd.read_csv(path)
        if logged:
            d["ln_" + logged] = np.log(d[logged])
        fixed = pd.concat([pd.get_dummies(d.exporter, prefix="e"),
                           pd.get_dummies(d.importer, prefix="i").iloc[:, 1:]], axis=1)
        X = pd.concat([d[covariates], fixed], axis=1).astype(float)
        pair = [" ".join(sorted(p)) for p in zip(d.exporter, d.importer)]
        codes = pd.factorize(np.array(pair))[0]
        model = sm.GLM(d.trade, X, family=sm.families.Poisson())
        fit = model.fit(tol=1e-13, maxiter=500, tol_criterion="params")
        robust = model.fit(tol=1e-13, maxiter=500, tol_criterion="params", cov_type="HC0")
        paired = model.fit(tol=1e-13, maxiter=500, tol_criterion="params", cov_type="cluster",
                           cov_kwds={"groups": codes})
        for c in covariates:
            writer.writerow([name, c, repr(float(fit.params[c])), repr(float(robust.bse[c])),
                             repr(float(paired.bse[c]))])
