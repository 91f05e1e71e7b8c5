import { required } from '@gender/core';
import type { FacePoints } from './face.js';
import type { Picture } from '@gender/image/pixels';
import { middleOf, type Box } from './boxes.js';
import type { Detection } from './detect.js';
import { aboutMiddle, invert, meanOf, transform, type Point } from './similarity.js';
import { look, type View, type ViewNetwork } from './view.js';

/** Rows and columns of what the network of points sees. */
const SIZE = 112;

/** Which of the 68 points of iBUG 300-W, counted from 0, have their mean at each of the five. */
const members: Readonly<Record<keyof FacePoints, readonly number[]>> = {
  leftEye: [36, 37, 38, 39, 40, 41],
  rightEye: [42, 43, 44, 45, 46, 47],
  nose: [30],
  leftMouth: [48],
  rightMouth: [54],
};

/** The five points of a face among its 68: the middles of the eyes, the tip of the nose, the corners of the mouth. */
export function fivePoints(landmarks: readonly Point[]): FacePoints {
  const pick = (name: keyof FacePoints): Point =>
    meanOf(members[name].map((index) => required(landmarks[index], `landmark ${index}`)));
  return {
    leftEye: pick('leftEye'),
    rightEye: pick('rightEye'),
    nose: pick('nose'),
    leftMouth: pick('leftMouth'),
    rightMouth: pick('rightMouth'),
  };
}

type TurnedBox = Pick<Detection, 'box' | 'angle'>;

/** A face that is turned by more than this, in radians, is looked at again, turned upright. */
const NEARLY_UPRIGHT = Math.PI / 36;

/** Finds the five points of a face that was detected, in places of the picture. */
export async function findFacePoints(
  network: ViewNetwork,
  picture: Picture,
  { box, angle }: TurnedBox,
): Promise<FacePoints> {
  const points = fivePoints(await findLandmarks(network, picture, { box, angle }));
  const found = rollOf(points);
  if (Math.abs(found - angle) < NEARLY_UPRIGHT) return points;
  return fivePoints(await findLandmarks(network, picture, { box, angle: found }));
}

/** Finds the 68 points of a face that was detected, in places of the picture. */
export async function findLandmarks(
  network: ViewNetwork,
  picture: Picture,
  detection: TurnedBox,
): Promise<Point[]> {
  const view = faceView(detection);
  const { data } = await look(network, picture, view);
  return Array.from({ length: data.length / 2 }, (_, index) => {
    const [x = 0, y = 0] = data.subarray(index * 2, index * 2 + 2);
    return transform(view.toPicture, { x: x * SIZE, y: y * SIZE });
  });
}

/** The square around the middle of a face that holds its whole box, turned upright. */
function faceView({ box, angle }: TurnedBox): View {
  const view = { width: SIZE, height: SIZE };
  const scale = SIZE / Math.max(box.width, box.height);
  const turned = aboutMiddle({ width: 0, height: 0 }, view, scale, -angle);
  const { x, y } = middleOf(box);
  const shift = transform({ ...turned, left: 0, top: 0 }, { x, y });
  const toView = { ...turned, left: turned.left - shift.x, top: turned.top - shift.y };
  return { ...view, toPicture: invert(toView) };
}

/** The least distance of a face's eyes, and of its eyes from its mouth, as shares of its box's sides. */
const LEAST_EYES = 0.15;
const LEAST_EYES_TO_MOUTH = 0.25;

/** The most that a face may be turned from upright, in radians: more than is looked for. */
const MOST_TURNED = Math.PI / 3;

/**
 * Whether points make a face: where there is none, the network puts them all near each other, or turned by
 * an angle at which no face is looked for.
 */
export function isFace(points: FacePoints, { width, height }: Box): boolean {
  const { leftEye, rightEye, leftMouth, rightMouth } = points;
  const eyes = meanOf([leftEye, rightEye]);
  const mouth = meanOf([leftMouth, rightMouth]);
  return (
    Math.abs(rollOf(points)) <= MOST_TURNED &&
    distance(leftEye, rightEye) >= LEAST_EYES * width &&
    distance(eyes, mouth) >= LEAST_EYES_TO_MOUTH * height
  );
}

/** By how much the line of the eyes is turned from level, in radians, clockwise. */
function rollOf({ leftEye, rightEye }: FacePoints): number {
  return Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x);
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
