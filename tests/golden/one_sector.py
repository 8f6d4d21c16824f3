"""One-sector exact hat with numpy by plain damped iteration, apart from any code of this project.

Usage: python3 tests/golden/one_sector.py DATA_FOLDER > tests/golden/one_sector.csv
Reads DATA_FOLDER/world2023_194/trade_2023_with_domestic.csv.gz. Columns: case, economy, welfare, real_wage,
output, price_index: ratios of new over old, in units of world income.

The iteration: wages move by the excess demand for their economy's sales, damped by 1 / (1 + theta + psi), until no
wage moves by more than 1e-15; expenditures with tariff revenue are iterated inside each step. No Jacobian, no
acceleration.
"""
import csv, gzip, sys
import numpy as np

with gzip.open(sys.argv[1].rstrip("/") + "/world2023_194/trade_2023_with_domestic.csv.gz", "rt") as file:
    rows = [(r["exporter"], r["importer"], float(r["value_kusd"])) for r in csv.DictReader(file)]
names = sorted({r[0] for r in rows} | {r[1] for r in rows})
place = {name: k for k, name in enumerate(names)}
n = len(names)
observed = np.zeros((n, n))
for exporter, importer, value in rows:
    observed[place[exporter], place[importer]] += value


def solve(flows, theta, barrier=None, tariff=None, export_tax=None, closure="nominal", psi=0.0, deficits=None):
    """Hats from flows free of duty; barrier is the factor on trade costs to the power of -theta."""
    barrier = np.ones((n, n)) if barrier is None else barrier
    tariff = np.zeros((n, n)) if tariff is None else tariff
    export_tax = np.zeros((n, n)) if export_tax is None else export_tax
    Y, E = flows.sum(axis=1), flows.sum(axis=0)
    D = E - Y if deficits is None else deficits
    share = flows / E
    wedge = (1 + tariff) * (1 + export_tax)
    open_share = share * barrier * wedge**-theta
    p, spent = np.ones(n), E.copy()
    for _ in range(200000):
        weight = open_share * (p**-theta)[:, None]
        access = weight.sum(axis=0)
        pi = weight / access
        P = access ** (-1 / theta)
        income = Y * p ** (1 + psi) * P**-psi
        duty = (pi * tariff / (1 + tariff)).sum(axis=0)
        for _ in range(200):
            taxes = (pi * spent * export_tax / wedge).sum(axis=1)
            own = income + taxes
            if closure == "nominal":
                new = (own + D) / (1 - duty)
            else:
                # One factor common to all spending; with duties found by bisection.
                low, high = 0.5, 2.0
                k = E / Y
                for _ in range(200):
                    common = (low + high) / 2
                    new = common * k * own / (1 - common * k * duty)
                    if (new * (1 - duty)).sum() > own.sum():
                        high = common
                    else:
                        low = common
            moved = np.abs(new / spent - 1).max()
            spent = new
            if moved < 1e-16 or not (tariff.any() or export_tax.any()):
                break
        sales = (pi * spent / wedge).sum(axis=1)
        new_p = p * (sales / income) ** (1 / (1 + theta + psi))
        new_p *= (Y.sum() / income.sum()) ** (1 / (1 + psi))
        moved = np.abs(new_p / p - 1).max()
        p = new_p
        if moved < 1e-15:
            break
    return spent / (E * P), income / (Y * P), income / Y, P, pi * spent


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["case", "economy", "welfare", "real_wage", "output", "price_index"])


def write(case, hats):
    for k, name in enumerate(names):
        out.writerow([case, name] + [repr(float(hat[k])) for hat in hats[:4]])


def cut(pairs, share=0.0):
    barrier = np.ones((n, n))
    for a, b in pairs:
        barrier[place[a], place[b]] = share
    return barrier


both = cut([("RUS", "CHN"), ("CHN", "RUS")])
write("rupture_nominal", solve(observed, 4.0, both))
write("rupture_proportional", solve(observed, 4.0, both, closure="proportional"))
balanced = solve(observed, 4.0, deficits=np.zeros(n))[4]
write("rupture_balanced", solve(balanced, 4.0, both, deficits=np.zeros(n)))
write("stop_one_way", solve(observed, 4.0, cut([("CHN", "RUS")])))
write("rupture_theta_0.76", solve(observed, 0.76, both))
write("rupture_supply_1", solve(observed, 4.0, both, psi=1.0))
# A quarter of the varieties escapes an embargo on .8 of them: .8 x .75 = .6 is gone.
write("embargo_partial", solve(observed, 4.0, cut([("RUS", "DEU")], 0.4)))
tariff = np.zeros((n, n))
tariff[place["CHN"], place["USA"]] = 0.25
write("tariff_nominal", solve(observed, 4.0, tariff=tariff))
write("tariff_proportional", solve(observed, 4.0, tariff=tariff, closure="proportional"))
tax = np.zeros((n, n))
tax[place["RUS"], place["CHN"]] = 0.3
tax[place["CHN"], place["RUS"]] = 0.1
write("export_tax", solve(observed, 4.0, export_tax=tax))
