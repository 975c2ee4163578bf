import { deserialize, serialize } from 'node:v8'

/** How messages travel between the engine and a sandbox process. */
export interface Frames {
  /** A message as it travels: its length in four bytes, then its structured clone. */
  frame(message: unknown): Buffer
  /** Cuts a stream of bytes into messages. Bytes that are no message are a fault of whoever sent them: `receive` throws. */
  messages(receive: (message: unknown) => void): (chunk: Buffer) => void
}

/** Makes frames of structured clones. It is turned into text, so it refers to nothing outside itself. */
export function makeFrames(clones: { readonly serialize: typeof serialize; readonly deserialize: typeof deserialize }): Frames {
  return {
    frame(message) {
      const body = clones.serialize(message)
      const out = Buffer.allocUnsafe(4 + body.length)
      out.writeUInt32LE(body.length, 0)
      body.copy(out, 4)
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
export const frames: Frames = makeFrames({ serialize, deserialize })
