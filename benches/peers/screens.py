"""The three screens of all importers and products in one year, in Polars and in DuckDB, from the same Parquet file.

    python screens.py TABLE.parquet FOLDER

Prints for each engine: its name, the median seconds of ten warm runs, the mean processor seconds of a run (all
threads), and the number of flags by rule. Writes the importers and products with a flag to FOLDER/ENGINE.csv: importer,
product, and a 1 for each rule that holds (ec-adapted 1, geodep 2, merics-like 4) added up.
"""

import statistics
import sys
import time

path, folder = sys.argv[1:]


def in_polars(out=None):
    import polars as pl

    flows = pl.scan_parquet(path).select(
        pl.col("exporter").cast(pl.Categorical),
        pl.col("importer").cast(pl.Categorical),
        pl.col("item").cast(pl.Categorical),
        pl.col("value_kusd").cast(pl.Float64),
    )
    flows = flows.filter((pl.col("value_kusd") > 0) & (pl.col("exporter") != pl.col("importer")))
    v = pl.col("value_kusd")
    sold = flows.group_by("item", "exporter").agg(v.sum().alias("exports"))
    world = sold.group_by("item").agg(((pl.col("exports") ** 2).sum() / pl.col("exports").sum() ** 2).alias("world_hhi"))
    table = (
        flows.group_by("item", "importer")
        .agg(v.sum().alias("imports"), ((v**2).sum() / v.sum() ** 2).alias("hhi"), (v.max() / v.sum()).alias("largest"))
        .join(sold.rename({"exporter": "importer"}), on=["item", "importer"], how="left")
        .join(world, on="item")
        .with_columns(
            pl.when(pl.col("exports") > 0).then(pl.col("imports") / pl.col("exports")).otherwise(9999.0).alias("ratio")
        )
    )
    rules = {
        "ec": (pl.col("hhi") > 0.4) & (pl.col("ratio") > 1),
        "geodep": (pl.col("hhi") > 0.4) & (pl.col("world_hhi") > 0.4) & (pl.col("ratio") > 1),
        "merics": (pl.col("ratio") >= 2) & (pl.col("largest") >= 0.3) & (pl.col("world_hhi") > 0.4),
    }
    if out:
        bits = sum(rule.cast(pl.Int32) * 2**place for place, rule in enumerate(rules.values()))
        flagged = table.select("importer", "item", bits.alias("flags")).filter(pl.col("flags") > 0)
        flagged.collect().write_csv(out, include_header=False)
        return None
    return table.select(rule.sum().alias(name) for name, rule in rules.items()).collect().row(0)


def in_duckdb(out=None):
    import duckdb

    duckdb.sql("set enable_progress_bar = false")
    table = f"""
        with f as (select exporter, importer, item, cast(value_kusd as double) v from read_parquet('{path}')
                   where value_kusd > 0 and exporter <> importer),
        sold as (select item, exporter, sum(v) exports from f group by all),
        world as (select item, sum(exports * exports) / (sum(exports) * sum(exports)) world_hhi from sold group by item),
        bought as (select item, importer, sum(v) imports, sum(v * v) / (sum(v) * sum(v)) hhi, max(v) / sum(v) largest
                   from f group by item, importer),
        t as (select bought.*, world_hhi,
                     case when exports > 0 then imports / exports else 9999.0 end ratio
              from bought left join sold on bought.item = sold.item and importer = exporter
              join world on bought.item = world.item),
        r as (select importer, item, hhi > .4 and ratio > 1 ec, hhi > .4 and world_hhi > .4 and ratio > 1 geodep,
                     ratio >= 2 and largest >= .3 and world_hhi > .4 merics from t)"""
    if out:
        flagged = f"{table} select importer, item, ec::int + 2 * geodep::int + 4 * merics::int flags from r where flags > 0"
        duckdb.sql(flagged).write_csv(out, header=False)
        return None
    counts = "count(*) filter (ec), count(*) filter (geodep), count(*) filter (merics)"
    return duckdb.sql(f"{table} select {counts} from r").fetchall()[0]


for name, run in [("polars", in_polars), ("duckdb", in_duckdb)]:
    try:
        run(f"{folder}/{name}.csv")
        found = run()
    except ImportError:
        continue
    seconds = []
    before = time.process_time()
    for _ in range(10):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    processor = (time.process_time() - before) / 10
    print(name, statistics.median(seconds), processor, *found)
