"""Writes shortage_network.csv: a made-up network of three economies by three sectors.

Numbers only, no data: a fixed recipe, rounded to two places, with most sales at home.
"""
import csv
import math

REGIONS, SECTORS = ["AAA", "BBB", "CCC"], ["k1", "k2", "k3"]
nodes = [(r, s) for r in REGIONS for s in SECTORS]

with open("shortage_network.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["seller", "sector", "buyer", "use", "value"])
    for i, (r, s) in enumerate(nodes):
        for j, (q, k) in enumerate(nodes):
            home = 6.0 if r == q else 1.0
            value = home * (10.0 + 7.0 * math.sin(1.7 * i + 0.9 * j) + 3.0 * math.cos(0.6 * i * j))
            writer.writerow([r, s, q, k, f"{max(value, 0.5):.2f}"])
        for q, buyer in enumerate(REGIONS):
            home = 8.0 if r == buyer else 1.0
            value = home * (25.0 + 11.0 * math.cos(0.8 * i + 1.3 * q))
            writer.writerow([r, s, buyer, "final", f"{max(value, 0.5):.2f}"])
