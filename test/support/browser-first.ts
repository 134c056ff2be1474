import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Starts with the tests in a browser, which wait for much of their time, so that the others run meanwhile. */
export class BrowserFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isFirst = ({ project }: TestSpecification) => project.name === 'browser'
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))]
  }
}
