/** What is kept of a network, and how strictly. */
export interface ConvertNetOptions {
  readonly includeTop: boolean;
  readonly until: string | undefined;
  readonly skipUnknown: boolean;
  readonly inputShape: readonly number[] | undefined;
}
