"""Computes golden numbers of exposure, alternatives, networks, coercive power, energy and technology from the publishers'
tables with numpy, networkx and xlrd, apart from any code of this project.

Usage: python3 tests/golden/dependence.py DATA_FOLDER > tests/golden/dependence.csv
Columns: measure, dependent (or first state), on (or second state), year, item, flag, value.
"""
import csv, gzip, math, sys
import networkx as nx
import numpy as np
import xlrd

data = sys.argv[1].rstrip("/") + "/"
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["measure", "dependent", "on", "year", "item", "flag", "value"])
def put(measure, a, b, year, item, flag, value):
    out.writerow([measure, a, b, year, item, flag, repr(float(value))])

# Exposure: the inter-country system of 2022, 80 economies by 16 sectors, by a full inverse.
box = np.load(data + "icio2022_full/icio2022_16sector_80country.npz")
C, S = [str(c) for c in box["countries"]], len(box["sectors"])
n = len(C)
Z = box["Z"].reshape(n * S, n * S).astype(float)
x = box["output"].reshape(-1).astype(float)
# F is [exporter, importer, sector]
F = box["F"].astype(float).transpose(0, 2, 1).reshape(n * S, n)
to_row = box["to_row"].reshape(-1).astype(float)
A = np.divide(Z, x, out=np.zeros_like(Z), where=x > 0)
L = np.linalg.inv(np.eye(n * S) - A)
va = x - Z.sum(0)
v = np.divide(va, x, out=np.zeros_like(va), where=x > 0)
def rows(u): return slice(C.index(u) * S, C.index(u) * S + S)
for q, u in [("DEU", "CHN"), ("CHN", "DEU"), ("RUS", "CHN"), ("USA", "MEX"), ("MEX", "USA")]:
    f = F[:, C.index(q)]
    origin = v * (L @ f)
    put("value_added_origin", q, u, 2022, "", "", origin[rows(u)].sum() / origin.sum())
    assert abs(origin.sum() / f.sum() - 1) < 1e-10
    e = np.zeros(n * S)
    k = rows(q)
    own = [j for j in range(n) if j != C.index(q)]
    abroad = np.ones(n * S, bool); abroad[k] = False
    e[k] = Z[k][:, abroad].sum(1) + F[k][:, own].sum(1) + to_row[k]
    inside = v * (L @ e)
    put("value_added_origin_exports", q, u, 2022, "", "", inside[rows(u)].sum() / inside.sum())
    absorbed = (v * (L @ F[:, C.index(u)]))[rows(q)].sum()
    put("value_added_sold", q, u, 2022, "", "", absorbed / va[rows(q)].sum())
    face = Z[:, k].sum(1)
    put("input_reliance_face", q, u, 2022, "", "", face[rows(u)].sum() / face.sum())
    put("foreign_input_reliance", q, "", 2022, "", "", 1 - face[k].sum() / face.sum())
    through = (L - np.eye(n * S))[:, k] @ x[k]
    put("input_reliance_look_through", q, u, 2022, "", "", through[rows(u)].sum() / through.sum())

# The world of 2023.
flow = {}
with gzip.open(data + "world2023_194/trade_2023_with_domestic.csv.gz", "rt") as text:
    for row in csv.DictReader(text):
        if row["exporter"] != row["importer"]:
            flow[row["exporter"], row["importer"]] = float(row["value_kusd"])
codes = sorted({c for pair in flow for c in pair})
exports, imports = {c: 0.0 for c in codes}, {c: 0.0 for c in codes}
for (a, b), value in flow.items():
    exports[a] += value
    imports[b] += value
# Concentration of suppliers and markets, and Hirschman's net dependence.
for e in ["RUS", "CHN", "KAZ"]:
    for side, at in [("supplier", 1), ("market", 0)]:
        flows = [v for pair, v in flow.items() if pair[at] == e and v > 0]
        shares = [v / sum(flows) for v in flows]
        hhi, least = sum(s * s for s in shares), 1 / len(shares)
        put(f"{side}_hhi", e, "", 2023, "", "", hhi)
        put(f"{side}_hhi_normalised", e, "", 2023, "", "", (hhi - least) / (1 - least))
        put(f"hirschman_{'import' if side == 'supplier' else 'export'}_concentration", e, "", 2023, "", "",
            math.sqrt(sum((100 * s) ** 2 for s in shares)))
senders = set("AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP SWE "
              "USA GBR CAN JPN AUS CHE NOR KOR NZL TWN".split())
for a, b in [("RUS", "CHN"), ("CHN", "RUS"), ("KAZ", "RUS")]:
    for flag, totals, share in [("buying", exports, flow[b, a] / imports[a]), ("selling", imports, flow[a, b] / exports[a])]:
        whole = sum(w for c, w in totals.items() if c != a)
        others = sum(w for c, w in totals.items() if c not in (a, b))
        out_of_reach = senders if a == "RUS" else set()
        reach = sum(w for c, w in totals.items() if c not in (a, b) and c not in out_of_reach)
        put("alternatives", a, b, 2023, "", flag, others / whole)
        put("reachable_alternatives", a, b, 2023, "", flag, reach / whole)
        put("effective_dependence", a, b, 2023, "", flag, share * (1 - 0.7 * reach / whole))
    sa = (flow[a, b] + flow[b, a]) / (exports[a] + imports[a])
    sb = (flow[a, b] + flow[b, a]) / (exports[b] + imports[b])
    put("hirschman_asymmetry", a, b, 2023, "", "", sa - sb)
    put("mutual_dependence", a, b, 2023, "", "", sa + sb)
    put("salience", a, b, 2023, "", "", math.sqrt(sa * sb))
    put("symmetry", a, b, 2023, "", "", 1 - abs(sa - sb))
    put("interdependence", a, b, 2023, "", "", math.sqrt(sa * sb) * (1 - abs(sa - sb)))
    # Hub dependence: the probability of ever reaching b, from the equations of hitting probabilities (not from the
    # inverse): h_b = 1, h_i = .85 sum over suppliers j of share_ij h_j.
    P = np.array([[flow.get((j, i), 0.0) / imports[i] if imports[i] else 0.0 for j in codes] for i in codes])
    M, right = np.eye(len(codes)) - 0.85 * P, np.zeros(len(codes))
    at = codes.index(b)
    M[at] = 0; M[at, at] = 1; right[at] = 1
    put("hub_dependence", a, b, 2023, "", "", np.linalg.solve(M, right)[codes.index(a)])
buyers = nx.DiGraph(); buyers.add_nodes_from(codes)
main = nx.DiGraph(); main.add_nodes_from(codes)
for (a, b), value in flow.items():
    if value > 0:
        buyers.add_edge(b, a, weight=value)
        if value >= 0.01 * imports[b]:
            main.add_edge(a, b)
rank = nx.pagerank(buyers, alpha=0.85, weight="weight", tol=1e-15, max_iter=10000)
between = nx.betweenness_centrality(main, normalized=True)
for c in ["CHN", "RUS", "KAZ"]:
    put("supplier_rank", c, "", 2023, "", "", rank[c])
    put("betweenness", c, "", 2023, "", "", between[c])

# Coercive power in 2021, elasticities of FGO, spending shares constant.
theta = {}
with open(data + "icio_cubes/trade_elasticities_28s_8sources.csv") as text:
    for row in csv.DictReader(text):
        theta["D_T" if row["sector"].startswith("Services") else row["sector"]] = float(row["FGO"])
spend = {}
with gzip.open(data + "icio_cubes/icio_trade_2021.csv.gz", "rt") as text:
    for row in csv.DictReader(text):
        if row["importer"] in ("RUS", "CHN"):
            sector = "D_T" if row["sector"].startswith("Services") else row["sector"]
            spend[row["importer"], sector, row["exporter"]] = float(row["value_musd"])
for target, by in [("RUS", "CHN"), ("CHN", "RUS")]:
    sectors = sorted({s for (t, s, _) in spend if t == target})
    assert set(sectors) <= set(theta), sectors
    size = {s: sum(w for (t, s2, _), w in spend.items() if t == target and s2 == s) for s in sectors}
    whole = sum(size.values())
    change = -sum(size[s] / whole / theta[s] * math.log(1 - spend.get((target, s, by), 0.0) / size[s]) for s in sectors if size[s] > 0)
    put("coercive_power", target, by, 2021, "", "", 1 - math.exp(-change))
    use = size["C26"]
    put("electronics_sensitivity", target, by, 2021, "C26", "", spend[target, "C26", by] / use)
    # The digital dependence of the same year: what is foreign, and what others could not make in place of the other side.
    # Nobody sanctions in 2021, so every other exporter is within reach.
    put("electronics_foreign_share", target, "", 2021, "C26", "", 1 - spend[target, "C26", target] / use)
    sold = {}
    with gzip.open(data + "icio_cubes/icio_trade_2021.csv.gz", "rt") as text:
        for row in csv.DictReader(text):
            if row["sector"] == "C26" and row["exporter"] not in (row["importer"], target):
                sold[row["exporter"]] = sold.get(row["exporter"], 0.0) + float(row["value_musd"])
    others = sum(w for c, w in sold.items() if c != by) / sum(sold.values())
    put("electronics_vulnerability", target, by, 2021, "C26", "", spend[target, "C26", by] / use * (1 - others))

# Over gross domestic product, current US dollars; and what crude oil costs beside that of other suppliers.
sheet = xlrd.open_workbook(data + "wdi/GDP_wdi_raw.xls").sheet_by_name("Data")
head = next(r for r in range(sheet.nrows) if "Country Code" in sheet.row_values(r))
names = [str(c).removesuffix(".0") for c in sheet.row_values(head)]
code, when = names.index("Country Code"), names.index("2023")
gdp = {sheet.row_values(r)[code]: sheet.row_values(r)[when] for r in range(head + 1, sheet.nrows)}
fuel, crude = {}, {}
with gzip.open(data + "baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz", "rt") as text:
    for row in csv.DictReader(text):
        pair = row["exporter"], row["importer"]
        if row["year"] == "2023" and row["hs92_6"].startswith("27"):
            fuel[pair] = fuel.get(pair, 0.0) + float(row["value_kusd"])
        # The quantity of 2023 is suspect by the rule of the method, so that no discount is read from it.
        if row["year"] == "2022" and row["hs92_6"] == "270900" and row["qty_tonnes"] and float(row["qty_tonnes"]) > 0:
            crude[pair] = float(row["value_kusd"]), float(row["qty_tonnes"])
for a, b in [("RUS", "CHN"), ("CHN", "RUS"), ("KAZ", "RUS")]:
    sold, bought = flow[a, b] * 1000, flow[b, a] * 1000
    put("export_gdp_ratio", a, b, 2023, "", "", sold / gdp[a])
    put("import_gdp_ratio", a, b, 2023, "", "", bought / gdp[a])
    put("trade_gdp_ratio", a, b, 2023, "", "", (sold + bought) / gdp[a])
    if (a, b) in fuel:
        put("energy_revenue_gdp", a, b, 2023, "", "", fuel[a, b] * 1000 / gdp[a])
others = [vq for (seller, buyer), vq in crude.items() if buyer == "CHN" and seller != "RUS"]
elsewhere = sum(v for v, _ in others) / sum(q for _, q in others)
put("unit_value_discount", "CHN", "RUS", 2022, "270900", "", 1 - crude["RUS", "CHN"][0] / crude["RUS", "CHN"][1] / elsewhere)
put("quantity", "CHN", "RUS", 2022, "270900", "", crude["RUS", "CHN"][1])

# What two sources say of the same goods of 2021: customs over the input-output tables, less one.
goods = {}
with gzip.open(data + "icio_cubes/icio_trade_2021.csv.gz", "rt") as text:
    for row in csv.DictReader(text):
        pair = row["exporter"], row["importer"]
        if pair in (("RUS", "CHN"), ("CHN", "RUS")) and not row["sector"].startswith("Services"):
            goods[pair] = goods.get(pair, 0.0) + 1000 * float(row["value_musd"])
with gzip.open(data + "baci_totals/baci_totals_29c_2005_2021.csv.gz", "rt") as text:
    for row in csv.DictReader(text):
        pair = row["exporter"], row["importer"]
        if row["year"] == "2021" and pair in goods:
            put("source_gap", pair[1], pair[0], 2021, "", "", float(row["value_kusd"]) / goods[pair] - 1)

# Reserves of Russia held in China.
with open(data + "reserves/bank_of_russia_reserve_location_2022.csv") as text:
    for row in csv.DictReader(text):
        if row["location"] == "CHN":
            put("reserve_place_share", "RUS", "CHN", 2022, "", "", float(row["share_pct"]) / 100)
