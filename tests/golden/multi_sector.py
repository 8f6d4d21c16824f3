"""Solves the multi-sector model with numpy, apart from any code of this project: nested plain iterations on the
prepared tables of 2021 (81 economies, 28 sectors), the flows between Russia and China forbidden both ways.

Usage: python3 tests/golden/multi_sector.py DATA_FOLDER > tests/golden/multi_sector.csv
Columns: economy, welfare, real_wage, value_added (ratios, 1 = no change).
"""
import csv, gzip, sys
import numpy as np

data = sys.argv[1].rstrip("/") + "/"
rows = list(csv.DictReader(gzip.open(data + "icio_cubes/icio_trade_2021.csv.gz", "rt")))
economies = sorted({r["exporter"] for r in rows})
sectors = sorted({r["sector"] for r in rows})
n, m = len(economies), len(sectors)
e, s = {c: i for i, c in enumerate(economies)}, {c: j for j, c in enumerate(sectors)}
flow = np.zeros((m, n, n))  # sector, importer, exporter
for r in rows:
    flow[s[r["sector"]], e[r["importer"]], e[r["exporter"]]] += float(r["value_musd"])
tariff = np.zeros((m, n, n))
for r in csv.DictReader(gzip.open(data + "icio_cubes/tariffs_2021_teti_28s.csv.gz", "rt")):
    if r["exporter"] in e and r["importer"] in e and r["exporter"] != r["importer"]:
        tariff[s[r["sector"]], e[r["importer"]], e[r["exporter"]]] = float(r["tariff_advalorem"])
theta = np.zeros(m)
for r in csv.DictReader(open(data + "icio_cubes/trade_elasticities_28s_8sources.csv")):
    theta[s[r["sector"]]] = float(r["FGO"])

archive = np.load(data + "icio2022_full/icio2022_Z_4000x4000_country_major.npz", allow_pickle=True)
countries, fine = [str(c) for c in archive["countries"]], [str(c) for c in archive["sectors"]]
services = s["Services (aggregate)"]
group = [s.get(code, services) for code in fine]
z = archive["Z"].astype(float).reshape(len(countries), len(fine), len(countries), len(fine)).sum(axis=0)
made = archive["output"].astype(float).reshape(len(countries), len(fine))
use, output = np.zeros((len(countries), m, m)), np.zeros((len(countries), m))  # use: country, user, input
for user in range(len(fine)):
    output[:, group[user]] += made[:, user]
    for source in range(len(fine)):
        use[:, group[user], group[source]] += z[source, :, user]
inputs, known = np.zeros((n, m, m)), np.zeros((n, m), bool)
for c, country in enumerate(countries):
    for j in range(m):
        if output[c, j] > 0:
            inputs[e[country], j], known[e[country], j] = use[c, j] / output[c, j], True
for j in range(m):
    inputs[~known[:, j], j] = np.median(inputs[known[:, j], j], axis=0)

spent = (flow * (1 + tariff)).sum(axis=2)  # sector, importer
share = np.where(spent[:, :, None] > 0, flow * (1 + tariff) / np.where(spent > 0, spent, 1)[:, :, None], 0)
for i in range(n):
    inputs[i][:, spent[:, i] == 0] = 0
labour = 1 - inputs.sum(axis=2)
sales = flow.sum(axis=1)  # sector, exporter
deficit = flow.sum(axis=(0, 2)) - flow.sum(axis=(0, 1))
wages = (labour.T * sales).sum(axis=0)
final = spent - np.einsum("ijk,ji->ki", inputs, sales)
final = np.maximum(final, 0)
final /= final.sum(axis=0)


def solve(share, wages, forbidden):
    """Wages, prices, shares and expenditures after the shock, as ratios and levels."""
    open_share = np.where(forbidden, 0, share)
    w, p, x = np.ones(n), np.ones((m, n)), spent.copy()
    live = open_share.sum(axis=2) > 0
    for outer in range(100000):
        for _ in range(10000):
            cost = np.exp(labour.T * np.log(w) + np.einsum("ijk,ki->ji", inputs, np.log(p)))
            term = cost ** -theta[:, None]
            total = np.einsum("jni,ji->jn", open_share, term)
            new = np.where(live, np.where(live, total, 1) ** (-1 / theta[:, None]), 1)
            gap, p = np.abs(new / p - 1).max(), new
            if gap < 1e-14:
                break
        now = np.where(live[:, :, None], open_share * term[:, None, :] / np.where(live, total, 1)[:, :, None], 0)
        kept = now / (1 + tariff)
        duty = now - kept
        for _ in range(10000):
            sold = np.einsum("jni,jn->ji", kept, x)
            revenue = np.einsum("jni,jn->n", duty, x)
            new = np.einsum("ijk,ji->ki", inputs, sold) + final * (w * wages + revenue + deficit)
            gap, x = np.abs(new - x).max() / x.max(), new
            if gap < 1e-15:
                break
        excess = (labour.T * sold).sum(axis=0) / (w * wages)
        if np.abs(excess - 1).max() < 2e-12:
            return w, p, now, x, w * wages + revenue + deficit
        w = w * excess**0.4
        w *= wages.sum() / (w * wages).sum()
    raise SystemExit("no convergence")


nothing = np.zeros_like(share, bool)
w, p, share, spent, income = solve(share, wages, nothing)
wages = w * wages
forbidden = nothing.copy()
forbidden[:, e["RUS"], e["CHN"]] = forbidden[:, e["CHN"], e["RUS"]] = True
w, p, _, _, after = solve(share, wages, forbidden)
index = np.exp((final * np.log(p)).sum(axis=0))
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["economy", "welfare", "real_wage", "value_added"])
for i, economy in enumerate(economies):
    out.writerow([economy, repr(float(after[i] / income[i] / index[i])), repr(float(w[i] / index[i])), repr(float(w[i]))])
