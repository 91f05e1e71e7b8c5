export { contactSheetPage } from './contact-sheet.js';
export { learningCurvesSvg } from './charts.js';
export { modelCard } from './model-card.js';
export { makeReport } from './report.js';
export { comparisonPage } from './comparison-page.js';
export { reportPage } from './page.js';
export type { ContactSheet, SheetGroup } from './contact-sheet.js';
export type { ShownPicture } from './document.js';
export { writeComparison, writeReport } from './write-report.js';
export type {
  ClassCurves,
  Facts,
  History,
  Origin,
  PictureSheet,
  Report,
  ReportInput,
} from './report.js';
export type { WrittenReport } from './write-report.js';
