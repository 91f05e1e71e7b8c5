import { bytesOf, type Tensor } from '@gender/tensor';

/** A file of weights, in pieces that are views of the tensors. */
export interface Shard {
  /** `group1-shard1of3.bin` */
  readonly name: string;
  readonly pieces: readonly Uint8Array[];
}

/** What the converter of TensorFlow.js takes, so that browsers cache each file. */
const SHARD_BYTES = 4 * 1024 * 1024;

/** The bytes of tensors one after the other, cut into files of at most 4 MiB. */
export function shardsOf(tensors: readonly Tensor[], shardBytes = SHARD_BYTES): Shard[] {
  const shards: Uint8Array[][] = [];
  let room = 0;
  for (const bytes of tensors.map(bytesOf)) {
    for (let start = 0; start < bytes.length;) {
      if (room === 0) {
        shards.push([]);
        room = shardBytes;
      }
      const piece = bytes.subarray(start, start + room);
      shards.at(-1)?.push(piece);
      start += piece.length;
      room -= piece.length;
    }
  }
  return shards.map((pieces, index) => ({
    name: `group1-shard${index + 1}of${shards.length}.bin`,
    pieces,
  }));
}
