const words = new Map([
  ['f', 'Female'],
  ['female', 'Female'],
  ['m', 'Male'],
  ['male', 'Male'],
]);

/** The class of a gender in the words of published lists; nothing for `u`, unknown, and others. */
export function genderCalled(word: string): string | undefined {
  return words.get(word.toLowerCase());
}
