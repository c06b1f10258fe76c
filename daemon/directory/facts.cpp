#include "daemon/directory/facts.hpp"

#include "daemon/directory/names.hpp"

namespace samkat::directory {

namespace {

constexpr int max_superiors = 32;  // a chain of superiors that is longer is a circle

template <class Index>
void remember(Index& index, const std::string& oid, const std::vector<std::string>& names, std::size_t position) {
    index.emplace(lower_name(oid), position);
    for (const std::string& name : names) index.emplace(lower_name(name), position);
}

template <class List, class Index>
auto lookup(const List& list, const Index& index, std::string_view name) -> decltype(list.data()) {
    const auto found = index.find(lower_name(without_options(name)));
    return found == index.end() ? nullptr : &list[found->second];
}

}  // namespace

void SchemaFacts::add(AttributeType type) {
    remember(attribute_index_, type.oid, type.names, attributes_.size());
    attributes_.push_back(std::move(type));
}

void SchemaFacts::add(ObjectClass object_class) {
    remember(class_index_, object_class.oid, object_class.names, object_classes_.size());
    object_classes_.push_back(std::move(object_class));
}

void SchemaFacts::inherit() {
    for (AttributeType& type : attributes_) {
        const AttributeType* superior = &type;
        for (int steps = 0; steps < max_superiors && !superior->superior.empty(); ++steps) {
            superior = attribute(superior->superior);
            if (superior == nullptr) break;
            if (type.syntax.empty()) type.syntax = superior->syntax;
            if (type.equality.empty()) type.equality = superior->equality;
        }
    }
}

const AttributeType* SchemaFacts::attribute(std::string_view name) const {
    return lookup(attributes_, attribute_index_, name);
}

const ObjectClass* SchemaFacts::object_class(std::string_view name) const {
    return lookup(object_classes_, class_index_, name);
}

}  // namespace samkat::directory
