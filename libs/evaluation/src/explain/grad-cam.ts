/** A number for each place of a grid over a picture, rows from the top. */
export interface HeatMap {
  readonly rows: number;
  readonly columns: number;
  /** `(rows, columns)` */
  readonly values: Float64Array;
}

/**
 * Grad-CAM (Selvaraju et al. 2017): where features speak for a class. Each channel of the map counts by
 * the mean of the gradient of the class's score over it; what speaks against the class is 0.
 *
 * @param map - features of one picture, `(rows, columns, channels)`
 * @param gradient - of the score by these features, of the same shape
 */
export function gradCam(
  map: ArrayLike<number>,
  gradient: ArrayLike<number>,
  [rows, columns, channels]: readonly [number, number, number],
): HeatMap {
  const places = rows * columns;
  const weights = Float64Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let place = 0; place < places; place += 1) {
      sum += Number(gradient[place * channels + channel]);
    }
    return sum / places;
  });
  const values = Float64Array.from({ length: places }, (_, place) =>
    weights.reduce(
      (sum, weight, channel) => sum + weight * Number(map[place * channels + channel]),
      0,
    ),
  );
  return { rows, columns, values: values.map((value) => Math.max(0, value)) };
}
