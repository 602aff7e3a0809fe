/* What r.js does for the CMS in collectstatic: each module named here becomes one file with what it needs. */
({
  modules: [],
  paths: {},
  optimize: 'uglify',
  skipDirOptimize: true,
  optimizeCss: 'none',
  removeCombined: false,
  preserveLicenseComments: true,
  logLevel: 2
})
