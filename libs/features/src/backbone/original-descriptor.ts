import type { Network } from '@gender/network';

/** The convolutions of VGG-16, by the names that the Oxford release and the original give them. */
export const vggConvolutions: readonly string[] =
  'conv1_1 conv1_2 conv2_1 conv2_2 conv3_1 conv3_2 conv3_3 conv4_1 conv4_2 conv4_3 conv5_1 conv5_2 conv5_3'.split(
    ' ',
  );

const between = new Set(['relu', 'maxPool', 'zeroPadding']);

/** Whether a network has the layers of the descriptor that the original makes of VGG-Face. */
export function isOriginalDescriptor({ layers }: Network): boolean {
  const others = layers.filter(({ type }) => !between.has(type));
  return (
    others.every(({ type }) => type === 'conv2d') &&
    others.map(({ name }) => name).join(' ') === vggConvolutions.join(' ')
  );
}
