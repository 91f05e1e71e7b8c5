import { expect, it } from 'vitest';
import { completeLimits, defaultLimits } from './limits.js';

it('those that are not given are the default ones, eight times the bytes of a request for all', () => {
  expect(completeLimits()).toEqual(defaultLimits);
  expect(completeLimits({ requestBytes: 100 })).toMatchObject({ bytesInFlight: 800, pictures: 64 });
  expect(completeLimits({ lingerSeconds: 0 }).lingerSeconds).toBe(0);
});

it.each([
  [{ pictures: 600 }, /600 pictures in one request are more than the 512 that may wait/],
  [{ requestBytes: 100, bytesInFlight: 99 }, /100 bytes of one request are more than the 99/],
  // A timer of more milliseconds than 2^31 - 1 would end at once.
  [{ answerSeconds: 2_147_484 }, /times may have 2147483 seconds together/],
  [{ receiveSeconds: 1_100_000, answerSeconds: 1_100_000 }, /together/],
  [{ receiveSeconds: Infinity }, /times may have/],
  [{ connections: 0 }, /connections is 0, which is too little/],
  [{ lingerSeconds: -1 }, /lingerSeconds is -1/],
  [{ pixels: NaN }, /pixels is NaN/],
])('refuses %j', (given, message) => {
  expect(() => completeLimits(given)).toThrowError(
    expect.objectContaining({
      code: 'SERVER_LIMITS',
      message: expect.stringMatching(message) as string,
    }),
  );
});
