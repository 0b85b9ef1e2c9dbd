/** The library of QR codes, which is loaded when a code is first shown. */

export {default as qrcode} from "qrcode-generator";
