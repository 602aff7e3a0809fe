"""Connections to MongoDB from a DOC_STORE_CONFIG."""
import os
from functools import lru_cache

import pymongo


@lru_cache(maxsize=None)
def _client(process_id, address, options):
    """One client per process: a client must not survive a fork."""
    return pymongo.MongoClient(*address, connect=False, **dict(options))


def connect_to_mongodb(config):
    """
    Returns the database that a DOC_STORE_CONFIG names. User and replica set may be empty; timeouts are in milliseconds.
    Nothing is sent before the first query.
    """
    options = {'tls': bool(config.get('ssl') or config.get('tls'))}
    for name in ('socketTimeoutMS', 'connectTimeoutMS'):
        if config.get(name):
            options[name] = config[name]
    options['serverSelectionTimeoutMS'] = config.get('connectTimeoutMS') or 2000
    if config.get('replicaSet'):
        options['replicaSet'] = config['replicaSet']
    if config.get('user'):
        options['username'], options['password'] = config['user'], config.get('password') or ''
        options['authSource'] = config.get('auth_source') or config['db']
    host = config['host']
    address = (tuple(host) if isinstance(host, list) else host, int(config.get('port') or 27017))
    return _client(os.getpid(), address, tuple(sorted(options.items())))[config['db']]
