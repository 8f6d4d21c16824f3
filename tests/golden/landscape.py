"""Blocs of ten states in 2015 by brute force, from the publishers' tables, apart from any code of this project.

Axelrod and Bennett (1993): F_i = sum_j s_j p_ij d_ij, E = sum_i s_i F_i, two sides, mirror images identified.
Sizes: capability shares, mean over the components that are not missing. Propensity: mean of the alliance tie
(ATOP, ordinal / 3) and of the UN vote tie (share of identical votes in session 70, 0 at its mean over all pairs of
states, 1 at all alike, -1 at none); weights 1 and 1, and in a second case with equal sizes -1 and -1.
Every one of the 512 configurations is written out, and descent is followed from each.

    python landscape.py DATA_FOLDER > landscape.csv
"""

import csv
import itertools
import sys

import pandas as pd

data = sys.argv[1].rstrip("/") + "/"
year = 2015
ccode = {"BRA": 140, "CHN": 710, "DEU": 255, "FRA": 220, "GBR": 200, "IND": 750, "JPN": 740, "RUS": 365, "USA": 2, "ZAF": 560}
who = sorted(ccode)

nmc = pd.read_csv(data + "cow/cow_nmc.csv")
nmc = nmc[nmc.year == year].set_index("ccode")[["milex", "milper", "irst", "pec", "tpop", "upop"]]
nmc = nmc.where(nmc >= 0)
size = (nmc / nmc.sum()).mean(axis=1)
s = [float(size[ccode[w]]) for w in who]

atop = pd.read_csv(data + "cow/atop_alliance.csv.gz")
atop = atop[atop.year == year]
votes = pd.read_csv(data + "un_votes/unga_votes_sessions_1_78_ccode.csv.gz")
votes = votes[votes.session == year - 1945].drop_duplicates(["ccode", "resid"]).pivot(index="resid", columns="ccode", values="vote")


def alliance(a, b):
    rows = atop[((atop.ccode1 == a) & (atop.ccode2 == b)) | ((atop.ccode1 == b) & (atop.ccode2 == a))]
    has = lambda name: bool((rows["atop_" + name] == 1).any())
    if has("defense") or has("offense"):
        return 1.0
    if has("neutral") or has("consul"):
        return 2 / 3
    return 1 / 3 if has("nonagg") else 0.0


def alike(a, b):
    both = votes[[a, b]].dropna()
    return float((both[a] == both[b]).mean()) if len(both) else None


shares = {(a, b): alike(a, b) for a, b in itertools.combinations(sorted(votes.columns), 2)}
known = [share for share in shares.values() if share is not None]
mean = sum(known) / len(known)


def agree(a, b):
    share = shares[min(a, b), max(a, b)]
    return (share - mean) / (1 - mean) if share >= mean else share / mean - 1


n = len(who)
out = csv.writer(sys.stdout)
out.writerow(["case", "what", "minimum", "actor", "value", "other"])


def solve(case, s, alliance_weight, votes_weight):
    p = [[0.0] * n for _ in who]
    for i, j in itertools.combinations(range(n), 2):
        a, b = ccode[who[i]], ccode[who[j]]
        value = (alliance_weight * alliance(a, b) + votes_weight * agree(a, b)) / (abs(alliance_weight) + abs(votes_weight))
        p[i][j] = p[j][i] = value

    def frustration(i, x, side):
        return sum(s[j] * p[i][j] for j in range(n) if j != i and x[j] != side)

    def energy(x):
        return sum(s[i] * frustration(i, x, x[i]) for i in range(n))

    def other(x, i):
        y = list(x)
        y[i] = not y[i]
        return tuple(y) if not y[0] else tuple(not v for v in y)

    configurations = [(False,) + rest for rest in itertools.product([False, True], repeat=n - 1)]
    table = {x: energy(x) for x in configurations}
    ends = {}
    for x in configurations:
        while True:
            nearest = [other(x, i) for i in range(n)]
            best = min(range(n), key=lambda i: table[nearest[i]])
            if table[nearest[best]] >= table[x]:
                break
            x = nearest[best]
        ends[x] = ends.get(x, 0) + 1
    for number, x in enumerate(sorted(ends, key=lambda x: table[x]), 1):
        side = " ".join(w for w, v in zip(who, x) if v)
        out.writerow([case, "minimum", number, side, repr(table[x]), ends[x]])
        for i, w in enumerate(who):
            stay, switch = frustration(i, x, x[i]), frustration(i, x, not x[i])
            out.writerow([case, "frustration", number, w, repr(stay), repr(switch)])


solve("cinc", s, 1, 1)
# Both components turned round and equal sizes: many minima.
solve("equal", [1.0] * n, -1, -1)
