"""Product screens of every importer and of the EU, from the publisher's flows, apart from any code of this project.

BACI, HS 1992, 74 codes, 2023 with the window 2021 to 2023. Rules with their thresholds as published:
  ec           HHI of suppliers outside the EU > .4, imports from outside / all imports > .5, imports / all exports > 1
  ec-adapted   the first and the third of them for one economy
  geodep       HHI of suppliers > .4, HHI of world exports > .4, imports / exports > 1 (9999 without exports),
               all three in at least two of the three years
  merics-like  imports at least twice exports, largest supplier at least 30 %, HHI of world exports > .4
Without exports the ratio counts as above its threshold.

    python screens.py DATA_FOLDER > screens.csv

One row a buyer: products imported and the dependent ones by each rule.
"""

import csv
import sys

import pandas as pd

data = sys.argv[1].rstrip("/") + "/"
years = [2021, 2022, 2023]
# Members of the European Union since 2020.
eu = "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE".split()

baci = pd.read_csv(data + "baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz", dtype={"hs92_6": str})
baci = baci[baci.year.isin(years) & (baci.value_kusd > 0)][["year", "exporter", "importer", "hs92_6", "value_kusd"]]
baci.columns = ["t", "i", "j", "k", "v"]
# The publisher's code of Taiwan.
baci = baci.replace({"i": {"S19": "TWN"}, "j": {"S19": "TWN"}})
baci = baci[baci.i != baci.j]


def hhi(values):
    return ((values / values.sum()) ** 2).sum()


def screens(flows):
    """Flags by buyer and product, from flows whose buyers and sellers are the buyers asked about."""
    world = flows.groupby(["t", "i", "k"]).v.sum().groupby(["t", "k"]).agg(hhi).rename("world_hhi")
    bought = flows.groupby(["t", "j", "k", "i"]).v.sum()
    table = bought.groupby(["t", "j", "k"]).agg(imports="sum", supplier_hhi=hhi, largest="max").reset_index()
    sold = flows.groupby(["t", "i", "k"]).v.sum().rename("exports").reset_index().rename(columns={"i": "j"})
    table = table.merge(sold, on=["t", "j", "k"], how="left").merge(world.reset_index(), on=["t", "k"])
    table["exports"] = table.exports.fillna(0.0)
    ratio = (table.imports / table.exports).where(table.exports > 0, 9999.0)
    table["three"] = (table.supplier_hhi > 0.4) & (table.world_hhi > 0.4) & (ratio > 1)
    table["merics-like"] = (ratio >= 2) & (table.largest / table.imports >= 0.3) & (table.world_hhi > 0.4)
    table["ratio"] = ratio
    held = table[table.three].groupby(["j", "k"]).size()
    now = table[table.t == years[-1]].set_index(["j", "k"])
    now["geodep"] = held.reindex(now.index).fillna(0) >= 2
    return now


single = screens(baci)
single["ec-adapted"] = (single.supplier_hhi > 0.4) & (single.ratio > 1)

inside = baci[baci.i.isin(eu) & baci.j.isin(eu)]
one = baci.drop(inside.index).copy()
one["i"] = one.i.where(~one.i.isin(eu), "EU")
one["j"] = one.j.where(~one.j.isin(eu), "EU")
bloc = screens(one).loc[["EU"]].copy()
within = inside[inside.t == years[-1]].groupby("k").v.sum().reindex(bloc.index.get_level_values("k")).fillna(0.0).to_numpy()
sales = (bloc.exports + within).to_numpy()
bloc["ec"] = (
    (bloc.supplier_hhi > 0.4)
    & (bloc.imports / (bloc.imports + within) > 0.5)
    & ((sales == 0) | (bloc.imports > sales))
)

out = csv.writer(sys.stdout)
out.writerow(["buyer", "products", "rule", "dependent"])
for table, rules in [(single, ["ec-adapted", "geodep", "merics-like"]), (bloc, ["ec", "geodep", "merics-like"])]:
    for buyer, rows in table.groupby(level="j"):
        codes = rows.index.get_level_values("k")
        for rule in rules:
            out.writerow([buyer, len(codes), rule, " ".join(sorted(codes[rows[rule]]))])
