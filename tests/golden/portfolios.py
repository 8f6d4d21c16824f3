"""Computes the similarity of portfolios with numpy, apart from any code of this project.

Usage: python3 tests/golden/portfolios.py DATA_FOLDER > tests/golden/portfolios.csv
Columns: measure, dependent (first state), on (second state), year, item (empty), value.

Alliance portfolios: ATOP dyad-years, a clause in force if it binds either side; 3 defence or offence, 2 neutrality or
consultation, 1 non-aggression, 0 none; a state's tie to itself is 3; over all members of the state system of the year
(cow_states.csv, members of 2016 carried on). Binary: any tie. Vote portfolios: yes, abstain, no on the roll calls of a
session on which both voted; `year` is 1945 + session. tau-b counts pairs of third parties one by one.
"""
import csv, sys
import numpy as np
import pandas as pd

data = sys.argv[1].rstrip("/") + "/"
codes = {"USA": 2, "GBR": 200, "FRA": 220, "RUS": 365, "CHN": 710, "IND": 750, "POL": 290, "CUB": 40, "BRA": 140, "PRK": 731}
pairs = [("USA", "RUS"), ("RUS", "CHN"), ("USA", "CHN"), ("USA", "GBR"), ("FRA", "GBR"), ("RUS", "POL"), ("USA", "CUB"),
         ("IND", "RUS"), ("BRA", "USA"), ("CHN", "PRK"), ("CHN", "IND")]
states = pd.read_csv(data + "cow/cow_states.csv")
atop = pd.read_csv(data + "cow/atop_alliance.csv.gz")


def alliance_portfolios(a, b, year):
    alive = (states.styear <= year) & ((states.endyear >= year) | (states.endyear == 2016))
    members = sorted(set(states.ccode[alive]))
    if codes[a] not in members or codes[b] not in members:
        return None
    ties = atop[atop.year == year]
    out = []
    for state in (codes[a], codes[b]):
        level = dict.fromkeys(members, 0)
        for one, other in (("ccode1", "ccode2"), ("ccode2", "ccode1")):
            for row in ties[ties[one] == state].itertuples():
                tie = 3 if row.atop_defense or row.atop_offense else 2 if row.atop_neutral or row.atop_consul else 1 if row.atop_nonagg else 0
                k = getattr(row, other)
                if k in level:
                    level[k] = max(level[k], tie)
        level[state] = 3
        out.append(np.array([level[k] for k in members], dtype=float))
    return out


votes = pd.read_csv(data + "un_votes/unga_votes_sessions_1_78_ccode.csv.gz")


def vote_portfolios(a, b, session):
    s = votes[votes.session == session]
    one, two = (s[s.ccode == codes[x]].drop_duplicates("resid").set_index("resid").vote for x in (a, b))
    both = pd.concat([one, two], axis=1, join="inner").to_numpy(dtype=float)
    return both[:, 0] - 1, both[:, 1] - 1


def s_score(x, y, top, power):
    return 1 - 2 * np.mean(np.abs(x - y) ** power) / top ** power


def corrected(x, y, power, pooled):
    observed = np.mean(np.abs(x - y) ** power)
    # Chance: every value of one list against every value of the other.
    first, second = (np.concatenate([x, y]), np.concatenate([x, y])) if pooled else (x, y)
    expected = np.mean(np.abs(first[:, None] - second[None, :]) ** power)
    return None if expected == 0 else 1 - observed / expected


def tau_b(x, y):
    i, j = np.triu_indices(len(x), 1)
    dx, dy = np.sign(x[i] - x[j]), np.sign(y[i] - y[j])
    scale = np.sqrt(np.sum(dx != 0) * np.sum(dy != 0, dtype=float))
    return None if scale == 0 else np.sum(dx * dy) / scale


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["measure", "dependent", "on", "year", "item", "value"])
for year in (1955, 1965, 1985, 2000, 2018):
    for a, b in pairs:
        portfolios = alliance_portfolios(a, b, year)
        if portfolios is None:
            continue
        x, y = portfolios
        bx, by = (x > 0).astype(float), (y > 0).astype(float)
        for name, value in [
            ("kappa", corrected(x, y, 2, False)), ("kappa_abs", corrected(x, y, 1, False)), ("kappa_binary", corrected(bx, by, 1, False)),
            ("pi", corrected(x, y, 2, True)), ("pi_abs", corrected(x, y, 1, True)), ("pi_binary", corrected(bx, by, 1, True)),
            ("s_score", s_score(x, y, 3, 1)), ("s_squared", s_score(x, y, 3, 2)), ("s_binary", s_score(bx, by, 1, 1)),
            ("tau_b", tau_b(x, y)), ("tau_b_binary", tau_b(bx, by)),
        ]:
            if value is not None:
                out.writerow([name, a, b, year, "", repr(float(value))])
for session in (10, 40, 55, 78):
    for a, b in pairs[:6]:
        x, y = vote_portfolios(a, b, session)
        if len(x) == 0:
            continue
        for name, value in [
            ("kappa_votes", corrected(x, y, 2, False)), ("pi_votes", corrected(x, y, 2, True)),
            ("s_votes", s_score(x, y, 2, 1)), ("tau_b_votes", tau_b(x, y)),
        ]:
            if value is not None:
                out.writerow([name, a, b, 1945 + session, "", repr(float(value))])
