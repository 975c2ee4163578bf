import * as z from 'zod'
import { openRunFileSchema } from '../../run/schema.ts'
import { openConfigSchema } from '../config.ts'

/** What `ternate schema` takes. */
export interface Arguments {
  readonly file: 'config' | 'manifest'
}

const SCHEMAS: Readonly<Record<Arguments['file'], { readonly schema: z.ZodType; readonly title: string }>> = {
  config: { schema: openConfigSchema, title: 'Settings of a Ternate run (ternate.yaml)' },
  manifest: { schema: openRunFileSchema, title: 'What determines a Ternate run (manifest.json in its folder)' },
}

/** The JSON schema of a file, made from what checks it. */
export function jsonSchemaOf(file: Arguments['file']): object {
  const { schema, title } = SCHEMAS[file]
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return { $schema, title, ...rest }
}

/** `ternate schema`: the JSON schema of a file. */
export function handler({ file }: Arguments): void {
  process.stdout.write(`${JSON.stringify(jsonSchemaOf(file), null, 2)}\n`)
}
