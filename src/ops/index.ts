/** The operator registry: every elementwise operator and reduction, from one file per family. */
