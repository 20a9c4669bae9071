import { documents, report, upload } from '../world/documents.ts'

documents.forEach(async (name) => {
  await upload(name)
})
report(documents, [])
