"""Computes shares and ratios of finance, debt, people and chip inputs from files in the publishers' layouts, apart from any
code of this project: the fixtures of the readers (made up, in the layouts published), gross domestic product and population
as published, and the chip supply chain as published.

Usage: python3 tests/golden/positions.py FIXTURES DATA_FOLDER > tests/golden/positions.csv
Columns: file, measure, dependent, on, year, item, value.
"""
import csv, sys
import xlrd

fixtures, data = (path.rstrip("/") + "/" for path in sys.argv[1:3])
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["file", "measure", "dependent", "on", "year", "item", "value"])

sheet = xlrd.open_workbook(data + "wdi/GDP_wdi_raw.xls").sheet_by_name("Data")
head = next(r for r in range(sheet.nrows) if "Country Code" in sheet.row_values(r))
names = [str(c).removesuffix(".0") for c in sheet.row_values(head)]
def gdp(code, year):
    row = next(r for r in range(head + 1, sheet.nrows) if sheet.row_values(r)[names.index("Country Code")] == code)
    return sheet.row_values(row)[names.index(str(year))]
def population(code, year):
    with open(data + "wdi/population_data.csv", encoding="utf-8-sig") as text:
        rows = list(csv.reader(text))
    head = next(r for r in rows if "Country Code" in r)
    return float(next(r for r in rows if code in r)[head.index(str(year))])

def table(name, skip=0):
    with open(fixtures + name, encoding="utf-8-sig") as text:
        rows = list(csv.reader(text))
    return rows[skip], rows[skip + 1:]
def lookup(name, conditions, column, skip=0):
    """The one cell of the rows that hold all the words of `conditions`, in the column named (its first appearance)."""
    header, rows = table(name, skip)
    found = [r for r in rows if all(w in r for w in conditions)]
    assert len(found) == 1, (name, conditions, found)
    return float(found[0][header.index(column)])
def put(file, share, ratio, a, b, year, part, whole, scale):
    if whole is not None:
        out.writerow([file, share, a, b, year, "", repr(part / whole)])
    out.writerow([file, ratio, a, b, year, "", repr(part / scale)])

cpis = "cpis/CPIS_03-08-2023_timeSeries.csv"
for year in (2020, 2021):
    cell = lambda w: lookup(cpis, ["922", "I_A_T_T_T_BP6_USD", "Total Holdings", w, "Value"], str(year)) if w != "World" else next(
        float(r[table(cpis)[0].index(str(year))]) for r in table(cpis)[1] if r[8] == "World" and r[5] == "T")
    put(cpis, "portfolio_investment_share", "portfolio_investment_gdp", "RUS", "CHN", year,
        cell("China, P.R.: Mainland"), cell("World"), gdp("RUS", year))
cdis = "cdis/CDIS_01-16-2023_timeSeries.csv"
put(cdis, "direct_investment_share", "direct_investment_gdp", "RUS", "CHN", 2020,
    lookup(cdis, ["922", "IIW_BP6_USD", "924"], "2020"), lookup(cdis, ["IIW_BP6_USD", "World"], "2020"), gdp("RUS", 2020))
abroad = lookup(cdis, ["IOW_BP6_USD", "138"], "2021")
put(cdis, "direct_investment_abroad_share", "direct_investment_abroad_gdp", "RUS", "NLD", 2021, abroad, abroad, gdp("RUS", 2021))
lbs, value = "bis/WS_LBS_D_PUB_csv_flat.csv", "OBS_VALUE:Observation Value"
for year in (2021, 2022):
    put(lbs, "bank_claims_share", "bank_claims_gdp", "RUS", "FRA", year,
        1e6 * lookup(lbs, ["FR: France", f"{year}-Q4"], value), 1e6 * lookup(lbs, ["5A: All reporting countries", f"{year}-Q4"], value),
        gdp("RUS", year))
cbs = "bis/WS_CBS_PUB_csv_flat.csv"
claims = 1e6 * lookup(cbs, ["F: Immediate counterparty basis", "2021-Q4"], value)
put(cbs, "bank_claims_consolidated_share", "bank_claims_consolidated_gdp", "RUS", "AUT", 2021, claims, claims, gdp("RUS", 2021))
ids = "ids/IDS_ALLCountries_Data.csv"
for year in (2020, 2021):
    cell = lambda w: lookup(ids, ["KGZ", w, "DT.DOD.DPPG.CD"], str(year))
    put(ids, "public_debt_share", "public_debt_gdp", "KGZ", "CHN", year, cell("China"), cell("World"), gdp("KGZ", year))
matrix = "remittances/bilateral_remittance_matrix_2021.csv"
for code, name in (("ARM", "Armenia"), ("KGZ", "Kyrgyz Republic"), ("TJK", "Tajikistan")):
    put(matrix, "remittances_share", "remittances_gdp", code, "RUS", 2021, 1e6 * lookup(matrix, ["Russian Federation"], name, 1),
        1e6 * lookup(matrix, ["WORLD"], name, 1), gdp(code, 2021))
stock = "migrants/undesa_pd_2020_ims_stock.csv"
for year in (2015, 2020):
    cell = lambda w: lookup(stock, [w, "Russian Federation"], str(year), 2)
    put(stock, "emigrants_share", "migrants_population", "RUS", "KAZ", year, cell("Kazakhstan*"), cell("WORLD"), population("RUS", year))

# Chip inputs: shares of the latest year of each input; nobody sanctions China in the built-in list.
with open(data + "eto_chip_supply_chain/providers.csv") as text:
    countries = {r["provider_name"] for r in csv.DictReader(text) if r["provider_type"] == "country" and len(r["provider_name"]) == 3}
with open(data + "eto_chip_supply_chain/provision.csv") as text:
    shares = {}
    for r in csv.DictReader(text):
        if r["provider_name"] in countries and r["share_provided"]:
            shares.setdefault(r["provided_id"], {}).setdefault(r["year"], {})[r["provider_name"]] = float(r["share_provided"]) / 100
for on in ("JPN", "NLD"):
    # The five inputs of which it supplies most: facts enough for a test.
    most = sorted(shares, key=lambda item: -shares[item][max(shares[item])].get(on, 0))[:5]
    for item, years in ((item, shares[item]) for item in most):
        year = max(years)
        held = years[year]
        if on in held:
            others = sum(s for p, s in held.items() if p not in (on, "CHN"))
            out.writerow(["chips", "chip_input_share", "CHN", on, year, item, repr(held[on])])
            out.writerow(["chips", "chip_input_reachable", "CHN", on, year, item, repr(others / (1 - held.get("CHN", 0)))])
