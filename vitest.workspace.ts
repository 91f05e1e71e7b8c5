/** The projects that `vitest` runs from the root; imported by `vitest.config.ts`. */
export default ['libs/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'tools/*/vitest.config.ts'];
