/** A picture of a kind of its format that is not read; the message names the kind. */
export class UnreadKind extends Error {}
