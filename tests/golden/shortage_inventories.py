"""Writes shortage_inventories.csv: the network of shortage_network.csv in BoARIO 0.7.2.

    python3 -m venv venv && venv/bin/pip install boario==0.7.2 pymrio progressbar2
    venv/bin/python shortage_network.py && venv/bin/python shortage_inventories.py

Two runs of a year in days, orders to fixed suppliers: 40 % of the capacity of (BBB, k2) lost
from day 2 on, with stocks for 90 days; and 25 % of (AAA, k1) with stocks for 60. Values are
production of each node on the day, relative to normal.
"""
import csv
import logging
import warnings

import pandas as pd
import pymrio
from boario.event import from_scalar_regions_sectors
from boario.extended_models import ARIOPsiModel
from boario.simulation import Simulation

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

rows = pd.read_csv("shortage_network.csv")
between, finals = rows[rows.use != "final"], rows[rows.use == "final"]
Z = between.pivot_table(index=["seller", "sector"], columns=["buyer", "use"], values="value")
Y = finals.pivot_table(index=["seller", "sector"], columns=["buyer", "use"], values="value")
Z.index.names = Z.columns.names = ["region", "sector"]
Y.index.names, Y.columns.names = ["region", "sector"], ["region", "category"]


def run(region, sector, share, stocks):
    io = pymrio.IOSystem(Z=Z.copy(), Y=Y.copy())
    io.calc_all()
    model = ARIOPsiModel(io, order_type="noalt", alpha_base=1.0, alpha_max=1.25, alpha_tau=365,
                         main_inv_dur=stocks, psi_param=0.8, inventory_restoration_tau=60)
    simulation = Simulation(model, n_temporal_units_to_sim=365)
    simulation.add_event(from_scalar_regions_sectors(
        share, event_type="arbitrary", affected_regions=[region], affected_sectors=[sector],
        impact_regional_distrib="equal", impact_sectoral_distrib="equal",
        occurrence=1, duration=364, recovery_tau=10000))
    simulation.loop()
    path = simulation.production_realised
    return path / model.X_0


with open("shortage_inventories.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["region", "sector", "share_lost", "stock_days", "day", "seller", "node_sector", "production"])
    for case in [("BBB", "k2", 0.4, 90), ("AAA", "k1", 0.25, 60)]:
        path = run(*case)
        for day in [2, 3, 5, 20, 60, 120, 200, 300, 364]:
            for (seller, sector), value in path.iloc[day].items():
                writer.writerow([*case, day, seller, sector, repr(float(value))])
