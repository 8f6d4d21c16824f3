"""Computes golden numbers from the publishers' tables with pandas, apart from any code of this project.

Usage: python3 tests/golden/independent.py DATA_FOLDER > tests/golden/independent.csv
Columns: measure, dependent (or first state), on (or second state), year, item, value.
"""
import csv, sys
import pandas as pd

data = sys.argv[1].rstrip("/") + "/"
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["measure", "dependent", "on", "year", "item", "value"])

world = pd.read_csv(data + "world2023_194/trade_2023_with_domestic.csv.gz")
world = world[world.exporter != world.importer]
flow = world.set_index(["exporter", "importer"]).value_kusd
exports, imports = world.groupby("exporter").value_kusd.sum(), world.groupby("importer").value_kusd.sum()
for a, b in [("RUS", "CHN"), ("CHN", "RUS"), ("DEU", "CHN"), ("MEX", "USA"), ("USA", "MEX"), ("KAZ", "RUS")]:
    out.writerow(["sales", a, b, 2023, "", repr(float(flow[b, a]))])
    out.writerow(["import_share", a, b, 2023, "", repr(float(flow[b, a] / imports[a]))])
    out.writerow(["export_share", a, b, 2023, "", repr(float(flow[a, b] / exports[a]))])
    both = (flow[a, b] + flow[b, a]) / (exports[a] + imports[a])
    other = (flow[a, b] + flow[b, a]) / (exports[b] + imports[b])
    out.writerow(["trade_share", a, b, 2023, "", repr(float(both))])
    out.writerow(["hirschman_asymmetry", a, b, 2023, "", repr(float(both - other))])

icio = pd.read_csv(data + "icio_cubes/icio_trade_2021.csv.gz")
for a, b, sector in [("RUS", "CHN", "C26"), ("CHN", "RUS", "B06"), ("DEU", "CHN", "C27")]:
    s = icio[(icio.sector == sector) & (icio.importer == a)].set_index("exporter").value_musd
    out.writerow(["import_share", a, b, 2021, sector, repr(float(s[b] / s.drop(a).sum()))])
    out.writerow(["expenditure_share", a, b, 2021, sector, repr(float(s[b] / s.sum()))])

baci = pd.read_csv(data + "baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz", dtype={"hs92_6": str})
for buyer, seller, year, code in [("CHN", "RUS", 2024, "270900"), ("CHN", "RUS", 2023, "271121"), ("CHN", "RUS", 2022, "271121")]:
    s = baci[(baci.importer == buyer) & (baci.year == year) & (baci.hs92_6 == code)].set_index("exporter")
    own = s.value_kusd[seller] * 1000 / s.qty_tonnes[seller]
    others = s.drop(seller)
    others = others[others.qty_tonnes > 0]
    mean = others.value_kusd.sum() * 1000 / others.qty_tonnes.sum()
    out.writerow(["unit_value", buyer, seller, year, code, repr(float(own))])
    out.writerow(["benchmark_unit_value", buyer, seller, year, code, repr(float(mean))])
    out.writerow(["unit_value_ratio", buyer, seller, year, code, repr(float(own / mean))])

votes = pd.read_csv(data + "un_votes/unga_votes_sessions_1_78_ccode.csv.gz")
codes = {"USA": 2, "RUS": 365, "CHN": 710, "FRA": 220, "DEU": 255, "IND": 750}
for a, b, session in [("RUS", "CHN", 78), ("RUS", "CHN", 45), ("USA", "RUS", 70), ("FRA", "DEU", 60), ("USA", "IND", 78)]:
    one = votes[(votes.ccode == codes[a]) & (votes.session == session)].drop_duplicates("resid").set_index("resid").vote
    two = votes[(votes.ccode == codes[b]) & (votes.session == session)].drop_duplicates("resid").set_index("resid").vote
    joined = pd.concat([one, two], axis=1, join="inner")
    out.writerow(["un_agreement", a, b, 1945 + session, "", repr(float((joined.iloc[:, 0] == joined.iloc[:, 1]).mean()))])

nmc = pd.read_csv(data + "cow/cow_nmc.csv")
for a, year in [("USA", 2022), ("CHN", 2022), ("RUS", 2022), ("RUS", 1955), ("CHN", 1955), ("DEU", 2010)]:
    row = nmc[(nmc.ccode == codes[a]) & (nmc.year == year)]
    out.writerow(["cinc", a, "", year, "", repr(float(float(row.cinc.iloc[0])))])
