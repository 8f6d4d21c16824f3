"""Look-through exposure on 80 economies by 50 industries, 2022, by a full inverse in numpy.

    python look_through.py layout DATA OUT         writes OUT/2022_SML.csv in the publisher's layout
    python look_through.py figures DATA A B        prints the figures of the pair
    python look_through.py check DATA ANSWER.json  compares them with `suzerain exposure A B --format json`

DATA is the folder `icio2022_full`: intermediate sales of 4,000 industries and their output as published, final demand
and sales to the rest of the world by 28 sectors. What the folder lacks, the layout assumes: final demand and sales to
the rest of the world are parted among the industries of a sector as the sector's output not used as an input is, and
purchases from the rest of the world stand in value added. The economy `ROW` buys and makes nothing that is known.
"""

import json
import sys

import numpy as np


def sectors28(codes50, codes28):
    """The place of each of the 50 industries among the 28 sectors: its own, else that of services."""
    codes28 = list(codes28)
    return np.array([codes28.index(c if c in codes28 else "Services (aggregate)") for c in codes50])


def load(data):
    big = np.load(f"{data}/icio2022_Z_4000x4000_country_major.npz")
    small = np.load(f"{data}/icio2022_final_demand_28sector.npz")
    countries, codes = list(big["countries"]), list(big["sectors"])
    assert countries == list(small["countries"])
    z, output = big["Z"].astype(float), big["output"].astype(float)
    n, m = len(countries), len(codes)
    place = sectors28(codes, small["sectors"])
    left = np.maximum(output - z.sum(1), 0).reshape(n, m)
    part = np.zeros((n, m))
    for group in range(len(small["sectors"])):
        inside = place == group
        sums = left[:, inside].sum(1, keepdims=True)
        even = np.full((n, inside.sum()), 1 / max(inside.sum(), 1))
        part[:, inside] = np.divide(left[:, inside], sums, out=even, where=sums > 0)
    final = small["F"].astype(float)[:, :, place] * part[:, None, :]  # seller, buyer, industry
    to_row = small["to_row"].astype(float)[:, place] * part
    return countries, codes, z, output, final.transpose(0, 2, 1).reshape(n * m, n), to_row.reshape(n * m)


def layout(data, out):
    countries, codes, z, output, final, to_row = load(data)
    n, m = len(countries), len(codes)
    names = [f"{c}_{s}" for c in [*countries, "ROW"] for s in codes]
    ends = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"]
    header = ["V1", *names, *[f"{c}_{e}" for c in [*countries, "ROW"] for e in ends], "OUT"]
    number = lambda v: "0" if v == 0 else repr(float(np.float32(v)))
    finals = np.zeros(((n + 1) * len(ends),))
    # What is given by single precision stands with its shortest decimal form; output closes each row.
    with open(f"{out}/2022_SML.csv", "w") as f:
        f.write(",".join(header) + "\n")
        nothing = ["0"] * m
        for i in range(n * m):
            finals[:] = 0
            finals[: n * len(ends) : len(ends)] = final[i]
            finals[n * len(ends)] = to_row[i]
            row = [names[i], *map(number, z[i]), *nothing, *map(number, finals), number(output[i])]
            f.write(",".join(row) + "\n")
        for s in codes:
            f.write(",".join([f"ROW_{s}", *["0"] * (len(header) - 1)]) + "\n")
        f.write(",".join(["TLS", *["0"] * (len(header) - 1)]) + "\n")
        value_added = output - z.sum(0)
        rest = ["0"] * (len(header) - 1 - n * m)
        f.write(",".join(["VA", *map(number, value_added), *rest]) + "\n")
        f.write(",".join(["OUT", *map(number, output), *rest]) + "\n")


def figures(data, a, b):
    """For a on b and b on a: value added of the other in final demand and in exports, own value added that the
    other absorbs over own value added, and inputs from the other at face value and look-through."""
    countries, codes, z, output, final, to_row = load(data)
    n, m = len(countries), len(codes)
    x = np.maximum(output, 1e-300)
    coefficients = np.where(output > 0, z / x, 0)
    inverse = np.linalg.inv(np.eye(n * m) - coefficients)
    v = np.where(output > 0, (output - z.sum(0)) / x, 0)
    inside = {c: slice(k * m, (k + 1) * m) for k, c in enumerate(countries)}
    found = {}
    for q, u in [(a, b), (b, a)]:
        rows, at = inside[u], countries.index(q)
        demand = final[:, at]
        made = v * (inverse @ demand)
        exports = np.zeros(n * m)
        exports[inside[q]] = z[inside[q]].sum(1) - z[inside[q], inside[q]].sum(1)
        exports[inside[q]] += final[inside[q]].sum(1) - final[inside[q], at] + to_row[inside[q]]
        embodied = v * (inverse @ exports)
        absorbed = v * (inverse @ final[:, countries.index(u)])
        gdp = (output - z.sum(0))[inside[q]].sum()
        face = coefficients[:, inside[q]] @ output[inside[q]]
        through = (inverse[:, inside[q]] - np.eye(n * m)[:, inside[q]]) @ output[inside[q]]
        found[f"{q} on {u}"] = {
            "value_added_origin": made[rows].sum() / made.sum(),
            "value_added_origin_exports": embodied[rows].sum() / embodied.sum(),
            "value_added_sold": absorbed[inside[q]].sum() / gdp,
            "input_reliance_face": face[rows].sum() / face.sum(),
            "input_reliance_look_through": through[rows].sum() / through.sum(),
        }
    return found


def check(data, answer):
    records = json.load(open(answer))["records"]
    pairs = sorted({(r["dependent"], r["on"]) for r in records if r.get("on")})
    wanted = figures(data, *pairs[0])
    worst = 0.0
    for (q, u) in pairs:
        for name, value in wanted[f"{q} on {u}"].items():
            mine = [
                r["value"]
                for r in records
                if r["measure"] == name and r["dependent"] == q and r["on"] == u and not r.get("item")
            ]
            assert mine, (q, u, name, sorted({r["measure"] for r in records}))
            gap = abs(mine[0] - value)
            worst = max(worst, gap)
            print(f"{q} on {u} {name}: {mine[0]:.12f} here {value:.12f} apart {gap:.1e}")
    print(f"largest difference {worst:.1e}")
    assert worst < 1e-6


if __name__ == "__main__":
    what, data, *rest = sys.argv[1:]
    if what == "layout":
        layout(data, rest[0])
    elif what == "figures":
        print(json.dumps(figures(data, *rest), indent=1))
    else:
        check(data, rest[0])
