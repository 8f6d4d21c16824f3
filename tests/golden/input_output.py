"""Leontief and Ghosh inverses and bilateral extractions of the test MRIO of pymrio (6 regions, 8 sectors), computed
by pymrio's own functions on changed tables, apart from any code of this project.

Usage (pymrio 0.7): python3 tests/golden/input_output.py > tests/golden/input_output.csv
Columns: what, seller, buyer (or sector), region, value. `leontief_column` and `ghosh_row` are sums of the inverses
by node; `extracted` is the gross output of `region` without the sales of `seller` to `buyer`, final sales included.
"""
import csv, sys
import numpy as np
import pymrio

mrio = pymrio.load_test().calc_all()
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["what", "seller", "buyer", "region", "value"])
x = mrio.x["indout"]
ghosh = pymrio.calc_G(pymrio.calc_B(mrio.Z, x))
for node in mrio.L.columns:
    out.writerow(["leontief_column", "", node[1], node[0], repr(float(mrio.L[node].sum()))])
for node in ghosh.index:
    out.writerow(["ghosh_row", "", node[1], node[0], repr(float(ghosh.loc[node].sum()))])
regions = list(mrio.get_regions())
for seller in regions:
    for buyer in regions:
        if seller == buyer:
            continue
        z, y = mrio.Z.copy(), mrio.Y.copy()
        z.loc[seller, buyer] = 0.0
        y.loc[seller, buyer] = 0.0
        left = pymrio.calc_x_from_L(pymrio.calc_L(pymrio.calc_A(z, x)), y.sum(axis=1))
        sums = left["indout"].groupby(level=0).sum() if hasattr(left, "columns") else left.groupby(level=0).sum()
        for region in regions:
            out.writerow(["extracted", seller, buyer, region, repr(float(sums[region]))])
