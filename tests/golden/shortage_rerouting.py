"""Writes shortage_rerouting.csv: the network of shortage_network.csv in sanction-simulator 0.1.4.

    python3 -m venv venv && venv/bin/pip install sanction-simulator==0.1.4
    venv/bin/python shortage_network.py && venv/bin/python shortage_rerouting.py

Its benchmark is filled with the made-up network instead of the world's. Values are output of each
node relative to before.
"""
import csv
import sys

import numpy as np
import pandas as pd
import sanction_simulator as ss

sys.path.insert(0, ss._PKG_DIR)
import power_trade_estimation as pte

rows = pd.read_csv("shortage_network.csv")
regions, sectors = sorted(rows.seller.unique()), sorted(rows.sector.unique())
C, S = len(regions), len(sectors)
N = C * S
node = {(r, s): j * C + i for i, r in enumerate(regions) for j, s in enumerate(sectors)}

X, z = np.zeros((N, N)), np.zeros(N)
for row in rows.itertuples():
    i = node[row.seller, row.sector]
    if row.use == "final":
        z[i] += row.value
    else:
        X[i, node[row.buyer, row.use]] = row.value

b = pte.Benchmark.__new__(pte.Benchmark)
go = X.sum(axis=1) + z
interm = X.sum(axis=0)
b.countries, b.sectors, b.C, b.S, b.N = regions, sectors, C, S, N
b.nodes = [f"{r}_{s}" for s in sectors for r in regions]
b.A = np.ascontiguousarray(X / interm)
b.omb = np.minimum(interm / go, pte.BETA_CAP)
b.z, b.s, b.go, b.dbar = z, go, go, go - z
b.T, b.Tc = b.A.reshape(S, C, N), b.A.reshape(S, C, S, C)
b.alpha = b.T.sum(axis=1)
b.alpha_pos, b.alpha_colsum = b.alpha > 0, b.alpha.sum(axis=0)
b.pi, b.active_buyer = b.A.sum(axis=1), interm > 0
b.s_country, b.z_country = b.s.reshape(S, C).sum(axis=0), z.reshape(S, C).sum(axis=0)
b.inv_dbar = 1.0 / b.dbar
b.cidx = {c: i for i, c in enumerate(regions)}
b.audit, b.load_seconds = {}, 0.0

with open("shortage_rerouting.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["cuts", "friction", "leakage", "inner", "seller", "sector", "output"])
    for cuts, tau, delta, rho in [("AAA-BBB both ways", 0.30, 0.10, -1.0), ("BBB-CCC second sells nothing to first", 0.50, 0.05, -2.0)]:
        a, c = (b.cidx[x] for x in cuts.split()[0].split("-"))
        legs = pte.bilateral_legs(a, c) if cuts.endswith("both ways") else pte.directional_legs(a, c)
        batch = pte.ScenarioBatch(b, [legs], tau=tau, delta=delta)
        batch.balance()
        x = batch.solve(rho=rho)["s_omega"][0]
        for (r, s), i in sorted(node.items()):
            writer.writerow([cuts, tau, delta, rho, r, s, repr(float(x[i] / go[i]))])
