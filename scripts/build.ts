import { prepareBuild } from './prepare-build.ts'

process.exitCode = (await prepareBuild({ force: true })) ? 0 : 1
