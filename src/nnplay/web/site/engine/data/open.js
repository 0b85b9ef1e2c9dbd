/**
 * Open data: a text table of one's own, or a built-in set; and build a dataset of it. Loaded when it is first needed.
 *
 * @typedef {import("./table.js").Table} Table
 * @typedef {{name: string, target: string, columns: {
 *   name: string, kind: import("./column.js").Kind, integer: boolean, values?: (number | null)[], letters?: string,
 *   levels?: string[], codes?: (number | null)[]
 * }[]}} SetFile a built-in set as tools/page_sets.py writes it
 */

import {SettingError} from "../catalog.js";
import {MAX_CELLS} from "../dataset.js";
import {Column} from "./column.js";
import {typedTable, readTable} from "./table.js";
import {DataError, grouped} from "./text.js";

export {buildDataset} from "./dataset_builder.js";

const MAX_BYTES = 20_000_000;
/** What files with these suffixes are; Python reads them. @type {Record<string, string>} */
const FOR_PYTHON = {
  xlsx: "an Excel workbook", xlsm: "an Excel workbook", xls: "an Excel workbook", parquet: "a Parquet file", arrow: "an Arrow file",
  feather: "an Arrow file", ipc: "an Arrow file", json: "a JSON file", jsonl: "a JSON file", ndjson: "a JSON file", arff: "an ARFF file",
  gz: "compressed", bz2: "compressed", xz: "compressed", zst: "compressed", zip: "compressed",
};
/** What files with these suffixes are; nothing reads them. @type {Record<string, string>} */
const UNSUPPORTED = {
  dta: "Stata", sav: "SPSS", zsav: "SPSS", por: "SPSS", sas7bdat: "SAS", xpt: "SAS", rds: "R", rda: "R", rdata: "R", mat: "MATLAB",
  ods: "OpenDocument", xlsb: "binary Excel", orc: "ORC", avro: "Avro", h5: "HDF5", hdf5: "HDF5", pkl: "pickle", pickle: "pickle",
  npy: "NumPy", npz: "NumPy", db: "database", sqlite: "database", html: "HTML", xml: "XML", pdf: "PDF",
};
const ARFF = /^\s*(?:%[^\n]*\n\s*)*@relation\b/i;

/** A file's name without its folder and suffix. @param {string} file */
export const datasetName = (file) => file.replace(/^.*[\\/]/, "").replace(/(.)\.[^.]*$/, "$1");

/**
 * The table in a file of one's own.
 * @param {string} file its name
 * @param {Uint8Array} bytes
 * @param {boolean | null} header
 * @returns {Table}
 */
export function openTable(file, bytes, header) {
  const source = file.replace(/^.*[\\/]/, "").slice(0, 200) || "table.csv";
  const suffix = /\.([^.]+)$/.exec(source.toLowerCase())?.[1] ?? "";
  const inPython = `to use it, run: nnplay web ${source}`;
  if (Object.hasOwn(FOR_PYTHON, suffix)) throw new SettingError(`${source} is ${FOR_PYTHON[suffix]}, which this page cannot read; save the table as CSV, or ${inPython}`);
  if (Object.hasOwn(UNSUPPORTED, suffix)) {
    throw new DataError(`${source} has a format that is not supported (${UNSUPPORTED[suffix]}); save the table as CSV or Parquet, or read it with pandas and pass the DataFrame`);
  }
  if (bytes.length > MAX_BYTES) throw new SettingError(`${source} is larger than ${MAX_BYTES / 1e6} MB; ${inPython}`);
  if (ARFF.test(new TextDecoder("latin1").decode(bytes.subarray(0, 2000)))) throw new SettingError(`${source} is an ARFF file, which this page cannot read; save the table as CSV, or ${inPython}`);
  const table = readTable(source, bytes, header);
  const cells = table.rows * table.names.length;
  if (cells > MAX_CELLS) throw new SettingError(`${source} has ${grouped(cells)} cells, more than the ${grouped(MAX_CELLS)} that this page takes; ${inPython}`);
  return table;
}

/** A built-in set as a table. @param {SetFile} file @returns {Table} */
export function openSet({name, target, columns: described}) {
  const columns = described.map(({name: column, kind, integer, values, letters, levels, codes}) => {
    const numbers = letters !== undefined ? [...letters].map((letter) => letter.charCodeAt(0) - 97) : (codes ?? values ?? []);
    return new Column(column, kind, Float64Array.from(numbers, (value) => value ?? NaN), {levels, integer});
  });
  return typedTable(name, columns, target);
}
