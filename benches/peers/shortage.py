"""A year of an adaptive input-output model in BoARIO, and a cut flow in sanction-simulator, on a made-up network.

    python shortage.py ECONOMIES SECTORS RUNS < NETWORK

NETWORK holds little-endian doubles: intermediate sales, seller by buyer, node number economy * SECTORS + sector,
then final sales, node by economy. Prints a line for each program that is installed: its name, the median seconds
of RUNS warm runs, and the output of all nodes afterwards relative to before.
"""

import logging
import statistics
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
n, m, runs = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
nodes = n * m
values = np.frombuffer(sys.stdin.buffer.read(), dtype="<f8")
Z = values[: nodes * nodes].reshape(nodes, nodes)
Y = values[nodes * nodes :].reshape(nodes, n)


def timed(name, task):
    answer = task()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    print(name, statistics.median(times), repr(float(answer)))


def boario():
    import pandas as pd
    import pymrio
    from boario.event import from_scalar_regions_sectors
    from boario.extended_models import ARIOPsiModel
    from boario.simulation import Simulation

    regions, sectors = [f"r{i:03}" for i in range(n)], [f"s{j:03}" for j in range(m)]
    index = pd.MultiIndex.from_product([regions, sectors], names=["region", "sector"])
    finals = pd.MultiIndex.from_product([regions, ["final"]], names=["region", "category"])
    io = pymrio.IOSystem(Z=pd.DataFrame(Z, index, index), Y=pd.DataFrame(Y, index, finals))
    io.calc_all()

    def year():
        model = ARIOPsiModel(io, order_type="noalt", alpha_base=1.0, alpha_max=1.25, alpha_tau=365,
                             main_inv_dur=90, psi_param=0.8, inventory_restoration_tau=60)
        simulation = Simulation(model, n_temporal_units_to_sim=365)
        simulation.add_event(from_scalar_regions_sectors(
            0.25, event_type="arbitrary", affected_regions=[regions[0]], affected_sectors=[sectors[0]],
            impact_regional_distrib="equal", impact_sectoral_distrib="equal",
            occurrence=1, duration=364, recovery_tau=10000))
        simulation.loop()
        return simulation.production_realised.iloc[2:].to_numpy().sum() / (363 * model.X_0.sum())

    timed("BoARIO", year)


def sanction_simulator():
    import sanction_simulator as ss

    sys.path.insert(0, ss._PKG_DIR)
    import power_trade_estimation as pte

    # There nodes are sector by sector, and a flow stands in the buyer's row.
    order = np.array([e * m + s for s in range(m) for e in range(n)])
    X = Z[np.ix_(order, order)]
    z = Y[order].sum(axis=1)
    b = pte.Benchmark.__new__(pte.Benchmark)
    go, interm = X.sum(axis=1) + z, X.sum(axis=0)
    b.countries, b.sectors, b.C, b.S, b.N = [str(e) for e in range(n)], [str(s) for s in range(m)], n, m, nodes
    b.nodes = [f"{e}_{s}" for s in range(m) for e in range(n)]
    b.A = np.ascontiguousarray(X / interm)
    b.omb = np.minimum(interm / go, pte.BETA_CAP)
    b.z, b.s, b.go, b.dbar = z, go, go, go - z
    b.T, b.Tc = b.A.reshape(m, n, nodes), b.A.reshape(m, n, m, n)
    b.alpha = b.T.sum(axis=1)
    b.alpha_pos, b.alpha_colsum = b.alpha > 0, b.alpha.sum(axis=0)
    b.pi, b.active_buyer = b.A.sum(axis=1), interm > 0
    b.s_country, b.z_country = b.s.reshape(m, n).sum(axis=0), z.reshape(m, n).sum(axis=0)
    b.inv_dbar = 1.0 / b.dbar
    b.cidx = {c: i for i, c in enumerate(b.countries)}
    b.audit, b.load_seconds = {}, 0.0

    def cut():
        batch = pte.ScenarioBatch(b, [pte.bilateral_legs(0, 1)], tau=0.30, delta=0.10)
        batch.balance()
        return batch.solve(rho=-1.0)["s_omega"][0].sum() / go.sum()

    timed("sanction-simulator", cut)


for program in (boario, sanction_simulator):
    try:
        program()
    except ImportError:
        pass
