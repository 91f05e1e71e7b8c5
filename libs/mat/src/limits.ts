/** Deflate cannot expand more than this: a match of 258 bytes costs two bits at least (zlib's technical notes). */
export const MAX_DEFLATE_RATIO = 1032;

/** How deep cells and structs may lie in each other; networks nest five deep, and every level takes stack. */
export const MAX_DEPTH = 64;

/** How many axes an array may have: what NumPy 1 and HDF5 allow. */
export const MAX_AXES = 32;

/** How long the name of a variable may be; MATLAB itself allows 63 bytes. */
export const MAX_NAME_BYTES = 1024;

/** How many bytes the field names of one struct may take together: 16 384 names of MATLAB's 64 bytes. */
export const MAX_FIELD_NAMES_BYTES = 1 << 20;

/** How many characters one array may have; strings of V8 end at 2^29. */
export const MAX_CHARACTERS = 1 << 28;

/**
 * How many columns a sparse matrix of level 4 may have: there they take no bytes of the file, but
 * here 4 bytes each.
 */
export const MAX_UNSTORED_COLUMNS = 1 << 24;

/** What a data element can take at most when it is written: MATLAB's limit for a variable before version 7.3. */
export const MAX_VARIABLE_BYTES = 2 ** 31 - 1;
