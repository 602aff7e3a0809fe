/* What r.js does for the LMS in collectstatic: each module named here becomes one file with what it needs. */
({
  modules: [{ name: 'js/course_filter' }],
  paths: {},
  optimize: 'uglify',
  skipDirOptimize: true,
  optimizeCss: 'none',
  removeCombined: false,
  preserveLicenseComments: true,
  logLevel: 2
})
