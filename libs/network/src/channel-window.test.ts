import { describe, expect, it } from 'vitest';
import { channelWindow } from './channel-window.js';

/** The channels that the window of each channel holds. */
function windows(size: number, channels: number): number[][] {
  const { data } = channelWindow(size, channels);
  return Array.from({ length: channels }, (_, output) =>
    [...data.keys()]
      .filter((place) => place % channels === output && data[place] === 1)
      .map((place) => Math.floor(place / channels)),
  );
}

describe('channelWindow', () => {
  it('holds as many channels before as after, where the size is odd', () => {
    expect(windows(3, 4)).toEqual([
      [0, 1],
      [0, 1, 2],
      [1, 2, 3],
      [2, 3],
    ]);
  });

  it('holds one more after, where it is even', () => {
    expect(windows(2, 3)).toEqual([[0, 1], [1, 2], [2]]);
  });

  it('holds the channel alone, or all channels', () => {
    expect(windows(1, 3)).toEqual([[0], [1], [2]]);
    expect(windows(8, 3)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it('is the kernel of a convolution', () => {
    expect(channelWindow(3, 5).shape).toEqual([1, 1, 5, 5]);
  });
});
