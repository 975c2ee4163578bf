import yargs from 'yargs'
import type { CommandModule } from 'yargs'

/** `ternate completion`: a script that makes the caller's shell complete command lines of Ternate. */
export const completion: CommandModule = {
  builder: (parser) => parser.example('$0 completion >> ~/.bashrc', 'bash; in zsh ~/.zshrc, with the SHELL that is in use'),
  handler: () => void yargs().scriptName('ternate').showCompletionScript(),
}
