'use strict';

const merge = require('webpack-merge');

const common = require('./webpack.common.config.js');

module.exports = Object.values(merge.smart(common, {
  web: { mode: 'development', output: { filename: '[name].js' }, devtool: 'source-map' },
}));
