/**
 * Finds what is known of a file by its name: its own, or else one of the same letters, as file systems
 * and archives give letters with accents back as one character or as two (Unicode's NFC and NFD).
 */
export function byFile<T>(
  known: Iterable<readonly [file: string, value: T]>,
): (file: string) => T | undefined {
  const exact = new Map(known);
  const alike = new Map([...exact].map(([file, value]) => [file.normalize(), value]));
  return (file) => (exact.has(file) ? exact.get(file) : alike.get(file.normalize()));
}
