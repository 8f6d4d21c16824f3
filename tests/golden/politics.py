"""Computes figures of power, hierarchy, alliances and votes with pandas, scipy and networkx, apart from any code of this project.

Usage: python3 tests/golden/politics.py DATA_FOLDER > tests/golden/politics.csv
Columns: measure, dependent (or first state), on (or second state), year, item (empty), flag (the basis of a ratio), value.

Status deficits stand on the missions of `status_missions.csv`, which are made up; the capabilities beside them are real.
"""
import csv, math, os, sys
import networkx as nx
import numpy as np
import pandas as pd
from scipy.stats import kendalltau, rankdata

data = sys.argv[1].rstrip("/") + "/"
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["measure", "dependent", "on", "year", "item", "flag", "value"])
cow = {"USA": 2, "CUB": 40, "GBR": 200, "FRA": 220, "DEU": 255, "POL": 290, "ITA": 325, "RUS": 365, "BLR": 370, "CHN": 710,
       "PRK": 731, "JPN": 740, "IND": 750}


def write(measure, a, b, year, value, flag=""):
    if value is not None:
        out.writerow([measure, a, b, year, "", flag, repr(float(value))])


# Power: capability shares from the six components, product times product per head.
nmc = pd.read_csv(data + "cow/cow_nmc.csv").replace(-9, np.nan)
parts = ["milex", "milper", "irst", "pec", "tpop", "upop"]
shares = nmc[parts] / nmc.groupby("year")[parts].transform("sum")
cinc = shares.mean(axis=1, skipna=True).groupby([nmc.ccode, nmc.year]).first()

gdp = pd.read_csv(data + "wdi/WDI_GDP_constant2015USD.csv").set_index(["CountryCode_ISO3", "Year"]).GDP_constant2015USD
people = pd.read_csv(data + "wdi/population_data.csv", skiprows=4).set_index("Country Code")


def capability(state, year):
    return cinc.get((cow[state], year))


def product(state, year):
    y, n = gdp.get((state, year)), people.at[state, str(year)]
    return y * y / n


for basis, measure, cases in [
    ("cinc", capability, [("RUS", "CHN", 2022), ("RUS", "CHN", 1985), ("USA", "RUS", 1970), ("IND", "CHN", 2010), ("GBR", "DEU", 2022)]),
    ("beckley", product, [("RUS", "CHN", 2020), ("USA", "CHN", 2010), ("IND", "CHN", 2000)]),
]:
    for a, b, year in cases:
        ratio, then = (measure(a, y) / measure(b, y) for y in (year, year - 5))
        speed = math.log(ratio) - math.log(then)
        write("power_ratio", a, b, year, ratio, "basis:" + basis)
        write("power_ratio_speed", a, b, year, speed, "basis:" + basis)
        for kept, name in ((0.5, "parity_year_half_drift"), (1.0, "parity_year_full_drift")):
            ahead = -math.log(ratio) * 5 / (kept * speed)
            if not 0.8 <= ratio <= 1.2 and 0 < ahead <= 200:
                write(name, a, b, year, round(year + ahead), "basis:" + basis)
        if basis == "beckley":
            write("beckley_share", a, b, year, measure(a, year) / (measure(a, year) + measure(b, year)))

# Alliances: obligations, the share of independent allies, and tau-b of portfolios by scipy.
atop = pd.read_csv(data + "cow/atop_alliance.csv.gz")
states = pd.read_csv(data + "cow/cow_states.csv")
majors = pd.read_csv(data + "cow/cow_majors.csv")
atop["level"] = np.select(
    [(atop.atop_defense == 1) | (atop.atop_offense == 1), (atop.atop_neutral == 1) | (atop.atop_consul == 1), atop.atop_nonagg == 1],
    [3, 2, 1], 0)


def running(table, year):
    return set(table.ccode[(table.styear <= year) & ((table.endyear >= year) | (table.endyear == 2016))])


def ties(year):
    level = {}
    for row in atop[atop.year == year].itertuples():
        for pair in ((row.ccode1, row.ccode2), (row.ccode2, row.ccode1)):
            level[pair] = max(level.get(pair, 0), row.level)
    return level


def independence(level, members, r, c):
    allied = lambda x: {k for k in members if level.get((x, k), 0) > 0}
    if c not in allied(r):
        return 0.0
    alone = len(allied(r) - allied(c) - {c})
    return 1 / alone if alone else 1.0


for year, pairs in [(1955, [("CHN", "RUS"), ("POL", "RUS"), ("GBR", "USA")]), (1985, [("POL", "RUS"), ("FRA", "USA"), ("CUB", "RUS")]),
                    (2018, [("BLR", "RUS"), ("JPN", "USA"), ("CHN", "RUS"), ("PRK", "CHN")])]:
    level, members = ties(year), running(states, year)
    largest = max(independence(level, members, r, c) for c in running(majors, year) for r in members if r != c)
    for a, b in pairs:
        write("alliance_obligation", a, b, year, level.get((cow[a], cow[b]), 0))
        write("hierarchy_alliances", a, b, year, independence(level, members, cow[a], cow[b]) / largest)
        x, y = ([3 if k == s else level.get((s, k), 0) for k in sorted(members)] for s in (cow[a], cow[b]))
        write("tau_b", a, b, year, kendalltau(x, y).statistic)
        write("tau_b_binary", a, b, year, kendalltau(np.array(x) > 0, np.array(y) > 0).statistic)

# Votes by issue: lists of roll calls laid side by side by day and number, kept where the days are the same.
votes = pd.read_csv(data + "un_votes/unga_votes_sessions_1_78_ccode.csv.gz")
ours = votes.groupby(["session", "resid", "date"]).size().reset_index(name="n")
ours = ours.sort_values(["n", "date"], ascending=[False, True]).drop_duplicates(["session", "resid"]).sort_values(["session", "date", "resid"])
theirs = pd.read_csv(data + "un_votes/un_roll_calls_1946_2019.csv.gz").drop_duplicates(["session", "rcid"]).sort_values(["session", "date", "rcid"])
tags = pd.read_csv(data + "un_votes/un_roll_call_issues.csv.gz")
matched = {}
for session, list_ in theirs.groupby("session"):
    own = ours[ours.session == session]
    if list(own.date) == list(list_.date):
        matched.update(zip(list_.rcid, own.resid))
issues = {"co": "colonialism", "di": "disarmament", "ec": "development", "hr": "human_rights", "me": "palestine", "nu": "nuclear"}
for a, b, session in [("RUS", "CHN", 60), ("USA", "RUS", 45), ("FRA", "DEU", 70), ("USA", "IND", 30)]:
    one, two = (votes[(votes.ccode == cow[s]) & (votes.session == session)].drop_duplicates("resid").set_index("resid").vote for s in (a, b))
    both = pd.concat([one, two], axis=1, join="inner")
    for code, name in issues.items():
        about = {matched[r] for r in tags.rcid[tags.short_name == code] if r in matched}
        on = both[both.index.isin(about)]
        if len(on):
            write("un_agreement_" + name, a, b, 1945 + session, (on.iloc[:, 0] == on.iloc[:, 1]).mean())
    write("tau_b_votes", a, b, 1945 + session, kendalltau(both.iloc[:, 0], both.iloc[:, 1]).statistic)

# Status: PageRank of missions against capability, in the world and in communities by greedy modularity.
missions = pd.read_csv(os.path.join(os.path.dirname(os.path.abspath(__file__)), "status_missions.csv"))
graph = nx.DiGraph()
for row in missions.itertuples():
    graph.add_edges_from([(row.ccode2, row.ccode1)] if row.DR_at_1 else [])
    graph.add_edges_from([(row.ccode1, row.ccode2)] if row.DR_at_2 else [])
code = {number: name for name, number in cow.items()}
rank = nx.pagerank(graph, alpha=0.85, tol=1e-14, max_iter=10000)
both_ways = nx.Graph()
for u, v in graph.edges:
    both_ways.add_edge(u, v, weight=both_ways.get_edge_data(u, v, {"weight": 0})["weight"] + 1)
groups = [set(graph.nodes)] + [set(g) for g in nx.community.greedy_modularity_communities(both_ways, weight="weight")]
for at, group in enumerate(groups):
    members = sorted(group)
    low = rankdata([-round(rank[s], 12) for s in members]) - rankdata([-capability(code[s], 2005) for s in members])
    for s, value in zip(members, low):
        write("status_deficit" if at == 0 else "status_deficit_community", code[s], "", 2005, value)
