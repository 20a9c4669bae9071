import { defineConfig } from 'vite'
import { frenchTypographyRule } from './build/french-typography.ts'

/** Merged by Slidev into its own configuration; the plugins of this deck are in `setup/vite-plugins.ts`. */
export default defineConfig({
  slidev: {
    markdown: {
      markdownSetup: md => void md.use(frenchTypographyRule),
    },
  },
  define: {
    // The PDF is printed from the built deck; Slidev leaves its /print page out of a build.
    __SLIDEV_FEATURE_PRINT__: 'true',
  },
  build: {
    rollupOptions: {
      output: {
        // Slidev's own puts every grammar of Shiki and the types of Monaco on the path of the first slide.
        manualChunks: () => undefined,
      },
    },
  },
})
