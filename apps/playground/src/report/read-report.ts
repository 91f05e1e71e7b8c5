import * as z from 'zod';

const interval = z.object({ low: z.number(), high: z.number() });

/** What the page shows of a `report.json`; what else is in it is passed over. */
const reportSchema = z.object({
  title: z.string(),
  score: z.object({
    images: z.int(),
    accuracy: z.number(),
    crossEntropy: z.number(),
    intervals: z.object({ accuracy: interval.optional(), crossEntropy: interval.optional() }),
    confusion: z.object({ classes: z.array(z.string()), matrix: z.array(z.array(z.int())) }),
    groups: z.array(
      z.object({
        by: z.string(),
        groups: z.array(
          z.object({
            group: z.string(),
            images: z.int(),
            few: z.boolean(),
            accuracy: z.number(),
            interval,
          }),
        ),
      }),
    ),
  }),
});

/** What the page shows of a report. */
export type ShownReport = z.output<typeof reportSchema>;

/** @throws Error that says what the file is not */
export function readReport(name: string, text: string): ShownReport {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${name} is no JSON file`, { cause });
  }
  const report = reportSchema.safeParse(parsed);
  if (report.success) return report.data;
  const [issue] = report.error.issues;
  throw new Error(
    `${name} is no report.json of gender-evaluate: ${issue?.path.join('.')}: ${issue?.message}`,
  );
}

/** A table: its heading, its columns, and its rows by name. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reports side by side: figures with their intervals, groups of pictures, and each confusion. */
export function tablesOf(reports: readonly ShownReport[]): Table[] {
  const scores = reports.map(({ score }) => score);
  const columns = ['', ...reports.map(({ title }) => title)];
  const figures: Table = {
    caption: 'Figures',
    columns,
    rows: [
      ['Pictures', ...scores.map(({ images }) => images.toLocaleString('en'))],
      ['Accuracy', ...scores.map((s) => within(s.accuracy, s.intervals.accuracy))],
      ['Cross-entropy', ...scores.map((s) => within(s.crossEntropy, s.intervals.crossEntropy))],
    ],
  };
  return [figures, ...groupTables(reports, columns), ...reports.map(confusionTable)];
}

function within(figure: number, range: { low: number; high: number } | undefined): string {
  const text = figure.toFixed(4);
  return range === undefined
    ? text
    : `${text} (${range.low.toFixed(4)} to ${range.high.toFixed(4)})`;
}

/** The accuracy of each group; of a group that a report does not have, a dash. */
function groupTables(reports: readonly ShownReport[], columns: readonly string[]): Table[] {
  const groupings = reports.flatMap(({ score }) => score.groups);
  return [...new Set(groupings.map(({ by }) => by))].map((by) => {
    const all = groupings.filter((grouping) => grouping.by === by).flatMap(({ groups }) => groups);
    const rows = [...new Set(all.map(({ group }) => group))].map((group) => [
      group,
      ...reports.map(({ score }) => {
        const own = score.groups.find((grouping) => grouping.by === by);
        const found = own?.groups.find((each) => each.group === group);
        if (found === undefined) return '–';
        const few = found.few ? `, only ${found.images} pictures` : '';
        return within(found.accuracy, found.interval) + few;
      }),
    ]);
    return { caption: `Accuracy by ${by}`, columns, rows };
  });
}

function confusionTable({ title, score }: ShownReport): Table {
  const { classes, matrix } = score.confusion;
  return {
    caption: `${title}: pictures by true class (row) and predicted class (column)`,
    columns: ['', ...classes],
    rows: matrix.map((row, index) => [classes[index] ?? '–', ...row.map(String)]),
  };
}
