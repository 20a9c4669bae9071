import type { Plugin } from 'vite'
import { patchModules } from './patch-modules.ts'

const SUCRASE = '/sucrase/dist/esm/'

/** Of the runner's transpiler, what TypeScript needs: much of it serves JSX, Flow, source maps and the check of its own options. */
export function transpilerPatches(): Plugin {
  return patchModules('light-transpiler', [
    {
      file: `${SUCRASE}index.js`,
      replace: [
        ['import computeSourceMap, {} from "./computeSourceMap"', 'const computeSourceMap = () => {}'],
        ['import {validateOptions} from "./Options"', 'const validateOptions = () => {}'],
      ],
    },
    {
      file: `${SUCRASE}transformers/RootTransformer.js`,
      replace: [[/transforms\.includes\("(?:jsx|flow|react-hot-loader|jest)"\)/g, 'false']],
    },
  ], { entry: '/runner/worker.ts' })
}
