"""Counts the dyad panel again, with pandas and apart from the program.

Run: python3 panel.py COW_FOLDER GDP_FOLDER > panel.csv
One line a column: known cells and the sum of known values, over the dyad-years of 1816-2018.
"""

import sys

import numpy as np
import pandas as pd

cow, gdp = sys.argv[1] + "/", sys.argv[2] + "/"
LAST = 2018

states = pd.read_csv(cow + "cow_states.csv")
ends = states.endyear * 10000 + states.endmonth * 100 + states.endday
states["last"] = np.where(ends == ends.max(), LAST, states.endyear)
members = {}
for s in states.itertuples():
    for year in range(s.styear, s.last + 1):
        members.setdefault(year, set()).add(s.ccode)
parts = []
for year, present in sorted(members.items()):
    present = np.array(sorted(present))
    i, j = np.triu_indices(len(present), 1)
    parts.append(np.c_[present[i], present[j], np.full(len(i), year)])
key = ["ccode1", "ccode2", "year"]
panel = pd.DataFrame(np.vstack(parts), columns=key)


def side(table, columns, names):
    for n in "12":
        t = table[["ccode", "year", *columns]].rename(columns={"ccode": "ccode" + n})
        t = t.rename(columns={c: f"{name}_{n}" for c, name in zip(columns, names)})
        globals()["panel"] = globals()["panel"].merge(t, how="left", on=["ccode" + n, "year"])


parts_ = ["milex", "milper", "irst", "pec", "tpop", "upop", "cinc"]
nmc = pd.read_csv(cow + "cow_nmc.csv", na_values=["-9", "NA"])
side(nmc, parts_, parts_)
out = pd.read_csv(gdp + "cw_gdppop.csv.gz")
side(out, ["pwtrgdp", "mrgdppc"], ["gdp", "gdp_per_head"])
reg = pd.read_csv(gdp + "cw_democracy.csv.gz")
side(reg, ["euds", "polity2", "v2x_polyarchy"], ["democracy", "polity", "polyarchy"])

igo = pd.read_csv(cow + "cow_igo_ndy.csv.gz").rename(columns={"dyadigos": "organisations"})
panel = panel.merge(igo, how="left", on=key)
trade = pd.read_csv(cow + "cow_trade_dyadic_v4.csv.gz", na_values=["-9"])
trade = trade.rename(columns={"flow1": "imports_12", "flow2": "imports_21"})
panel = panel.merge(trade[key + ["imports_12", "imports_21"]], how="left", on=key)
total = pd.read_csv(cow + "cow_trade_sy.csv", na_values=["-9"])
total["total"] = total.imports + total.exports
side(total, ["total"], ["total"])
both = panel.imports_12 + panel.imports_21
for n in "12":
    share = both / panel["total_" + n]
    panel["trade_share_" + n] = share.where(share <= 1)
    panel["trade_gdp_" + n] = both / panel["gdp_" + n]

atop = pd.read_csv(cow + "atop_alliance.csv.gz")
names = {"atop_defense": "defense", "atop_offense": "offense", "atop_neutral": "neutrality",
         "atop_nonagg": "nonaggression", "atop_consul": "consultation"}
there = atop[atop.ccode1 < atop.ccode2].rename(columns={k: v + "_12" for k, v in names.items()})
back = atop[atop.ccode1 > atop.ccode2].rename(columns={k: v + "_21" for k, v in names.items()})
back = back.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})
panel = panel.merge(there, how="left", on=key).merge(back, how="left", on=key)
clauses = [v + d for v in names.values() for d in ("_12", "_21")]
panel[clauses] = panel[clauses].fillna(0)
either = {v: panel[v + "_12"] + panel[v + "_21"] > 0 for v in names.values()}
panel["tie"] = np.select(
    [either["defense"] | either["offense"], either["neutrality"] | either["consultation"], either["nonaggression"]],
    [3, 2, 1], 0)

# Kappa straight from its definition, year by year: 1 - observed over expected squared difference.
panel["kappa"] = np.nan
for year, group in panel.groupby("year"):
    order = np.array(sorted(members[year]))
    n = len(order)
    x = np.zeros((n, n))
    at = {c: i for i, c in enumerate(order)}
    i = group.ccode1.map(at).to_numpy()
    j = group.ccode2.map(at).to_numpy()
    x[i, j] = x[j, i] = group.tie.to_numpy()
    np.fill_diagonal(x, 3)
    observed = ((x[i] - x[j]) ** 2).mean(axis=1)
    share = np.stack([(x == level).mean(axis=1) for level in range(4)], axis=1)
    apart = (np.arange(4)[:, None] - np.arange(4)[None, :]) ** 2
    expected = np.einsum("pa,ab,pb->p", share[i], apart, share[j])
    panel.loc[group.index, "kappa"] = 1 - observed / expected

contiguity = pd.read_csv(cow + "cow_contdir.csv")
contiguity = contiguity[contiguity.ccode1 < contiguity.ccode2]
rows = [(c.ccode1, c.ccode2, year, c.conttype) for c in contiguity.itertuples()
        for year in range(int(c.stdate[:4]), int(c.enddate[:4]) + 1)]
near = pd.DataFrame(rows, columns=key + ["contiguity"]).groupby(key).contiguity.min().reset_index()
panel = panel.merge(near, how="left", on=key)
panel["contiguity"] = panel.contiguity.fillna(0).where(panel.year <= 2016)
majors = pd.read_csv(cow + "cow_majors.csv")
great = {(m.ccode, y) for m in majors.itertuples() for y in range(m.styear, m.endyear + 1)}
for n in "12":
    flag = pd.Series([float((c, y) in great) for c, y in zip(panel["ccode" + n], panel.year)])
    panel["major_" + n] = flag.where(panel.year <= 2016)
panel["relevant"] = ((panel.contiguity > 0) | (panel.major_1 + panel.major_2 > 0)).astype(float)
panel["relevant"] = panel.relevant.where(panel.year <= 2016)

mid = pd.read_csv(cow + "cow_mid_ddydisps.csv")
mid = mid[mid.ccode1 < mid.ccode2].groupby(key).agg(
    disputes=("dispnum", "size"), dispute_onset=("cowmidonset", "max"), hostility=("hostlev", "max"),
    hostility_1=("hostlev1", "max"), hostility_2=("hostlev2", "max")).reset_index()
panel = panel.merge(mid, how="left", on=key)
for c in ["disputes", "dispute_onset", "hostility", "hostility_1", "hostility_2"]:
    panel[c] = panel[c].fillna(0).where(panel.year <= 2014)
war = pd.read_csv(cow + "cow_war_inter.csv")
war = war[war.ccode1 < war.ccode2][key].drop_duplicates().assign(war=1)
panel = panel.merge(war, how="left", on=key)
panel["war"] = panel.war.fillna(0).where(panel.year <= 2007)
for name, file, first, last, to in [("rivalry", "tss_rivalries.csv", "start", "end", 2020),
                                    ("rivalry_td", "td_rivalries.csv", "styear", "endyear", 2010)]:
    list_ = pd.read_csv(cow + file)
    held = {(min(r.ccode1, r.ccode2), max(r.ccode1, r.ccode2), y) for r in list_.itertuples()
            for y in range(max(int(getattr(r, first)), 1816), min(int(getattr(r, last)), LAST) + 1)}
    flag = pd.Series([float(k in held) for k in zip(panel.ccode1, panel.ccode2, panel.year)])
    panel[name] = flag.where(panel.year <= to)

capitals = pd.read_csv(cow + "cow_capitals.csv").sort_values(["ccode", "stdate"])
seat = {}
for c in capitals.itertuples():
    for year in range(max(int(c.stdate[:4]), 1816), min(int(c.enddate[:4]), LAST) + 1):
        seat[(c.ccode, year)] = (np.radians(c.lat), np.radians(c.lng))
none = (np.nan, np.nan)
a = np.array([seat.get(k, none) for k in zip(panel.ccode1, panel.year)])
b = np.array([seat.get(k, none) for k in zip(panel.ccode2, panel.year)])
# The spherical law of cosines through unit vectors, not the haversine of the program.
unit = lambda p: np.c_[np.cos(p[:, 0]) * np.cos(p[:, 1]), np.cos(p[:, 0]) * np.sin(p[:, 1]), np.sin(p[:, 0])]
cross = np.linalg.norm(np.cross(unit(a), unit(b)), axis=1)
panel["distance_km"] = 6371.0088 * np.arctan2(cross, (unit(a) * unit(b)).sum(axis=1))
panel["extended"] = (panel.year > 2016).astype(float)

print("column,known,sum")
print(f"rows,{len(panel)},{len(panel)}")
wanted = [c for c in panel.columns if c not in ("total_1", "total_2")]
for c in wanted:
    print(f"{c},{panel[c].notna().sum()},{float(panel[c].sum())!r}")
