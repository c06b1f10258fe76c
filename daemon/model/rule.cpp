#include "daemon/model/rule.hpp"
