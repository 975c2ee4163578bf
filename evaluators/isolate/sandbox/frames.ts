import { DefaultSerializer, deserialize } from 'node:v8'

/** How messages travel between the engine and a sandbox process. */
export interface Frames {
  /** A message as it travels: its length in four bytes, then its structured clone; in memory of its own. */
  frame(message: unknown): Buffer
  /** Cuts a stream of bytes into messages. Bytes that are no message are a fault of whoever sent them: `receive` throws. */
  messages(receive: (message: unknown) => void): (chunk: Buffer) => void
}

/** Makes frames of structured clones. It is turned into text, so it refers to nothing outside itself. */
export function makeFrames(clones: {
  readonly DefaultSerializer: typeof DefaultSerializer
  readonly deserialize: typeof deserialize
}): Frames {
  const head = new Uint8Array(4)
  return {
    frame(message) {
      const serializer = new clones.DefaultSerializer()
      serializer.writeRawBytes(head)
      serializer.writeHeader()
      serializer.writeValue(message)
      const out = serializer.releaseBuffer()
      out.writeUInt32LE(out.length - head.length, 0)
      return out
    },
    messages(receive) {
      let parts: Buffer[] = []
      let held = 0
      let wanted = 4
      return (chunk) => {
        parts.push(chunk)
        held += chunk.length
        while (held >= wanted) {
          const all = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
          const length = all.readUInt32LE(0)
          wanted = 4 + length
          if (all.length < wanted) {
            parts = [all]
            return
          }
          receive(clones.deserialize(all.subarray(4, wanted)))
          parts = all.length > wanted ? [all.subarray(wanted)] : []
          held -= wanted
          wanted = 4
        }
      }
    },
  }
}

/** The engine's own. */
export const frames: Frames = makeFrames({ DefaultSerializer, deserialize })
